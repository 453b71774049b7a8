/// Where a node starts in its text. Lines and columns count from 1, columns in Unicode scalars.
package struct Mark: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
