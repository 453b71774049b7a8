extension ArtifactStore {
    /// One file of an archive.
    package struct Member: Sendable {
        package var path: String
        package var bytes: [UInt8]
    }

    /// Reads single files out of an archive, without unpacking it.
    /// - Parameter limit: bytes a file may have; a larger one is an error.
    package static func members(
        of archive: String, limit: Int = 64 << 20, where isWanted: (String) -> Bool
    ) throws(ExecutionError) -> [Member] {
        let reader = try TarReader(path: archive)
        var found: [Member] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while let entry = try reader.next() {
            guard case .file = entry.kind, isWanted(entry.path) else { continue }
            guard entry.size <= limit else { throw reader.invalid("\(entry.path) is larger than \(limit) bytes") }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(entry.size)
            while case let count = try reader.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
            found.append(Member(path: entry.path, bytes: bytes))
        }
        return found
    }
}
