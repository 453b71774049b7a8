/// Why a text is not an expression. GitLab refuses the configuration with `if invalid expression syntax`; this says where and what.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop.
    package var message: String
    /// In Unicode scalars from the start of the expression, from 0.
    package var offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    package var description: String { "\(message) (at offset \(offset))" }
}
