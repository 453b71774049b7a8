internal import Git
internal import PipelineLoading

/// The files of a commit of another project.
struct CommitFiles: ConfigurationSource {
    let snapshot: RepositorySnapshot
    /// Bytes a file may have.
    var maximumFileSize = DirectorySource.defaultMaximumFileSize

    func contents(ofFile path: String) throws -> [UInt8]? {
        guard let entry = try snapshot.entry(at: path), entry.mode != .submodule else { return nil }
        guard entry.mode != .symbolicLink else {
            throw ConfigurationSourceError(.notAFile, path: path, message: "is a symbolic link, which GitLab does not follow")
        }
        if let size = try snapshot.size(ofFile: path), size > maximumFileSize {
            throw ConfigurationSourceError(.tooBig, path: path, message: "is larger than \(maximumFileSize) bytes")
        }
        return try snapshot.blob(entry.id)
    }

    func filePaths() throws -> [String] { try snapshot.filePaths() }
}
