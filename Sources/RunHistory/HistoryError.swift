/// What went wrong with the run history on disk.
package struct HistoryError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// Another engine runs in this repository.
        case locked
        /// No run has this id.
        case notFound
        /// The journal is not one, or has no header.
        case damaged
        /// The system refused; `errno` in `number`.
        case system(number: Int32)
    }

    package var code: Code
    /// What was being done: `create .slipway/runs/7`.
    package var operation: String
    package var message: String

    package init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
