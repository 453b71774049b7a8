/// Why a report could not be read or written.
package struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The system refused to open, read or write a file.
        case file
        /// A test report is not well-formed XML, or larger than is read.
        case malformedTestReport
    }

    package var code: Code
    /// What was being done, with the path: `write report.html`.
    package var operation: String
    package var message: String

    package init(code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
