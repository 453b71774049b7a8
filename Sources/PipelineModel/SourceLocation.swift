/// A place in a configuration file. Lines and columns count from 1, columns in Unicode scalars, as editors show them.
package struct SourceLocation: Hashable, Sendable, Codable {
    /// The file as the reader would name it: relative to the repository's top when it lies inside.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
