internal import Git
internal import Glibc
internal import PipelineLoading

/// The file that is looked at, and the repository around it, if there is one: lint works outside of repositories, too.
struct LintTarget {
    /// Relative to the repository's top when it lies inside.
    let path: String
    /// nil outside a repository, before the first commit, and for a file of another directory tree.
    let project: Project?
    private let source: any ConfigurationSource
    private let includes: ForeignIncludes

    /// - Parameter name: relative to the current directory; nil: the one that `--file` names.
    init(_ name: String?, _ options: ContextOptions) throws {
        let (top, path) = try Self.place(name, standard: options.file)
        self.path = path
        let around = Self.checkedOut(".")
        if around.commit != nil, around.directory.flatMap(Self.realPath(_:)) == top {
            let project = try Project.open(options, at: .workingTree)
            self.project = project
            source = project.source
            includes = project.includes
            return
        }
        includes = ForeignIncludes(
            settings: try Settings.read(repository: around.directory, named: options.settings), options: options.fetching,
            origin: nil)
        project = nil
        do {
            source = try WorkingTreeSource(top: top, head: Self.checkedOut(top).commit)
        } catch {
            throw CommandFailure(.systemFailed, "\(error)")
        }
    }

    func load() async throws -> LoadResult {
        if let project { return try await project.load(path) }
        return try await includes.load(from: source) { $0.load(file: path) }
    }

    /// A text in the file's place.
    func load(_ bytes: [UInt8]) async throws -> LoadResult {
        if let project { return try await project.load(bytes, named: path) }
        return try await includes.load(from: source) { $0.load(bytes: bytes, named: path) }
    }

    /// The repository's top (or the current directory outside one) and the file relative to it.
    private static func place(_ name: String?, standard: String) throws -> (top: String, path: String) {
        guard let here = realPath(".") else { throw CommandFailure(.systemFailed, "the current directory is gone") }
        let top = checkedOut(".").directory.flatMap(realPath(_:)) ?? here
        guard let name else { return (top, standard) }
        let whole = name.hasPrefix("/") ? name : here + "/" + name
        let folder = whole.lastIndex(of: "/").map { String(whole[..<$0]) } ?? ""
        guard let real = realPath(folder.isEmpty ? "/" : folder) else {
            throw CommandFailure(.usage, "there is no file \(name)")
        }
        let last = whole[(whole.lastIndex(of: "/") ?? whole.startIndex)...].dropFirst()
        // A file outside the repository is read where it lies.
        guard real == top || real.hasPrefix(top + "/") else { return (real, String(last)) }
        return (top, String((real + "/" + last).dropFirst(top.count + 1)))
    }

    /// What is checked out around a directory; nothing outside a repository, where lint works all the same.
    private static func checkedOut(_ path: String) -> (directory: String?, commit: ObjectID?) {
        do {
            let repository = try Repository(discovering: path)
            return (repository.workingDirectory, try repository.head().commit)
        } catch {
            return (nil, nil)
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func standardInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.systemFailed, "cannot read standard input: \(Console.errorText(errno))") }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            // The loader refuses half of that; this only bounds what is read.
            if bytes.count > 4 << 20 { return bytes }
        }
    }
}
