internal import Git
internal import PipelineLoading

/// The working tree: contents from disk, the list of files from git, so that ignored files are no part of the project.
struct WorkingTreeSource: ConfigurationSource {
    private let files: DirectorySource
    private let top: String
    private let head: ObjectID?
    let uncommitted: UncommittedPaths

    init(top: String, head: ObjectID?) throws {
        self.top = top
        self.head = head
        uncommitted = UncommittedPaths(top: top)
        files = try DirectorySource(root: top)
    }

    func contents(ofFile path: String) throws -> [UInt8]? { try files.contents(ofFile: path) }

    func filePaths() throws -> [String] {
        let committed = try head.map { try Repository(discovering: top).paths(in: $0) } ?? []
        let changes = try uncommitted.all()
        guard !changes.isEmpty else { return committed }
        var gone: Set<String> = []
        var there: Set<String> = []
        for change in changes {
            if change.kind == .deleted { gone.insert(change.path) } else { there.insert(change.path) }
            if let old = change.oldPath { gone.insert(old) }
        }
        let kept = committed.filter { !gone.contains($0) && !there.contains($0) }
        return (kept + there).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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
