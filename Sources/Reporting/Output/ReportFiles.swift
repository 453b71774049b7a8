/// The files of a run, by the relative paths its record names. Implementations may be called from any thread.
package protocol ReportFiles: Sendable {
    /// Bytes; nil when there is no such regular file.
    func size(of path: String) -> Int?

    /// At most `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ path: String, from offset: Int, count: Int) throws(ReportError) -> [UInt8]
}

extension ReportFiles {
    /// Reads the whole file in pieces.
    package func forEachPiece(of path: String, size: Int = 1 << 18, _ body: ([UInt8]) throws(ReportError) -> Void)
        throws(ReportError)
    {
        var offset = 0
        while true {
            let piece = try read(path, from: offset, count: size)
            if piece.isEmpty { return }
            try body(piece)
            offset += piece.count
        }
    }
}
