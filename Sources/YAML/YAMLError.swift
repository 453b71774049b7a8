/// Why a text could not be read as YAML.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case syntax
        case notUTF8 = "not-utf8"
        /// A NUL byte or another control character.
        case binary
        case tab
        case mergeConflict = "merge-conflict"
        case unknownAlias = "unknown-alias"
        case tooBig = "too-big"
        case tooDeep = "too-deep"
    }

    package var code: Code
    package var message: String
    package var line: Int
    package var column: Int

    package init(_ code: Code, _ message: String, line: Int, column: Int) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column): \(message)" }
}
