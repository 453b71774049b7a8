internal import Git
internal import PipelineLoading

/// The working tree: contents from disk, the list of files from git, so that ignored files are no part of the project.
struct WorkingTreeSource: ConfigurationSource {
    private let files: DirectorySource
    private let top: String
    private let head: ObjectID?

    init(top: String, head: ObjectID?) throws {
        self.top = top
        self.head = head
        files = try DirectorySource(root: top)
    }

    func contents(ofFile path: String) throws -> [UInt8]? { try files.contents(ofFile: path) }

    func filePaths() throws -> [String] {
        let repository = try Repository(discovering: top)
        var paths: Set<String> = []
        if let head { paths = Set(try repository.paths(in: head)) }
        for change in try repository.uncommittedPaths() {
            if change.kind == .deleted { paths.remove(change.path) } else { paths.insert(change.path) }
            if let old = change.oldPath { paths.remove(old) }
        }
        return paths.sorted()
    }
}

/// A tree in the object database.
struct TreeSource: ConfigurationSource {
    let snapshot: RepositorySnapshot
    /// Bytes a file may have.
    var maximumFileSize = DirectorySource.defaultMaximumFileSize

    func contents(ofFile path: String) throws -> [UInt8]? {
        if let size = try snapshot.size(ofFile: path), size > maximumFileSize {
            throw ConfigurationSourceError(.tooBig, path: path, message: "is larger than \(maximumFileSize) bytes")
        }
        return try snapshot.contents(ofFile: path)
    }

    func filePaths() throws -> [String] { try snapshot.filePaths() }
}
