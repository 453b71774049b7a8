internal import Glibc
internal import PipelineModel

/// The files that `paths`, `untracked` and `exclude` of artifacts or caches select.
///
/// A path or pattern that fits a directory selects everything below it. `exclude` takes away exactly what fits its patterns.
/// `**` stands for any number of directories, at the end of a pattern too, as in the doublestar library GitLab Runner uses.
/// `.git` at the top is never selected. Reference: https://docs.gitlab.com/ci/yaml/#artifactspaths
struct FileSelection {
    /// Relative to the directory, sorted, each once.
    private(set) var paths: [String] = []
    /// Lines for the trace, in GitLab Runner's words.
    private(set) var messages: [String] = []

    private let directory: String
    private let excluded: [PathPattern]
    private var selected: Set<String> = []

    /// - Parameter untracked: nil when untracked files are not asked for.
    init(directory: String, patterns: [String], exclude: [String] = [], untracked: [String]? = nil, noun: String) {
        self.directory = directory
        excluded = exclude.map { PathPattern($0) }
        for pattern in patterns where !pattern.isEmpty { add(pattern, noun) }
        if let untracked {
            let before = selected.count
            for path in untracked where !isExcluded(path) { selected.insert(path) }
            messages.append("untracked: found \(selected.count - before) files")
        }
        paths = selected.sorted()
    }

    private mutating func add(_ written: String, _ noun: String) {
        guard let pattern = relative(written) else {
            messages.append("WARNING: \(written): artifact path is not a subpath of project directory: \(directory)")
            return
        }
        var found = 0
        let glob = PathPattern(pattern)
        if glob.isLiteral {
            if exists(pattern) { found += take(pattern) }
        } else {
            Self.walk(directory, glob.literalDirectory) { path, isDirectory in
                guard glob.matches(path) else { return true }
                found += take(path)
                return !isDirectory || !selected.contains(path)
            }
        }
        messages.append(
            found > 0
                ? "\(written): found \(found) matching \(noun)files and directories"
                : "WARNING: \(written): no matching files. Ensure that the artifact path is relative to the working directory (\(directory))"
        )
    }

    /// The pattern relative to the directory; nil when it leads out of it.
    private func relative(_ pattern: String) -> String? {
        var pattern = pattern
        if pattern.hasPrefix(directory + "/") {
            pattern.removeFirst(directory.count + 1)
        } else if pattern == directory {
            pattern = "."
        }
        guard !pattern.hasPrefix("/") else { return nil }
        var parts: [Substring] = []
        for part in pattern.split(separator: "/") where part != "." {
            if part == ".." {
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat("\(directory)/\(path)", &status) == 0
    }

    /// Selects a path and, for a directory, what is below it. Returns how many that are.
    private mutating func take(_ path: String) -> Int {
        guard path != ".git", !path.hasPrefix(".git/") else { return 0 }
        var taken = 0
        if !path.isEmpty, !isExcluded(path), selected.insert(path).inserted { taken += 1 }
        guard Self.isDirectory(directory, path) else { return taken }
        Self.walk(directory, path) { below, _ in
            if !isExcluded(below), selected.insert(below).inserted { taken += 1 }
            return true
        }
        return taken
    }

    private func isExcluded(_ path: String) -> Bool { excluded.contains { $0.matches(path) } }

    private static func isDirectory(_ directory: String, _ path: String) -> Bool {
        var status = stat()
        return lstat(path.isEmpty ? directory : "\(directory)/\(path)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Visits everything below `start`, parents first. `visit` says whether to go into a directory.
    private static func walk(_ directory: String, _ start: String, _ visit: (String, Bool) -> Bool) {
        guard let handle = opendir(start.isEmpty ? directory : "\(directory)/\(start)") else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name == "." || name == ".." || (start.isEmpty && name == ".git") { continue }
            let path = start.isEmpty ? name : "\(start)/\(name)"
            let type = Int(entry.pointee.d_type)
            let isDirectory = type == Int(DT_UNKNOWN) ? Self.isDirectory(directory, path) : type == Int(DT_DIR)
            if visit(path, isDirectory) && isDirectory { walk(directory, path, visit) }
        }
    }
}

/// A pattern of `artifacts:paths`, `exclude` or `cache:paths`.
struct PathPattern {
    private let globs: [Glob]
    let isLiteral: Bool
    /// The part before the first special character, up to a slash: nothing outside it can fit.
    let literalDirectory: String

    init(_ written: String) {
        let pattern = written.hasSuffix("/") ? String(written.dropLast()) : written
        if pattern == "**" {
            globs = [Glob("**/*")]
        } else if pattern.hasSuffix("/**") {
            globs = [Glob(String(pattern.dropLast(3))), Glob(pattern + "/*")]
        } else {
            globs = [Glob(pattern)]
        }
        isLiteral = !pattern.utf8.contains { "*?[{\\".utf8.contains($0) }
        let literal = pattern.prefix { !"*?[{\\".contains($0) }
        literalDirectory = literal.lastIndex(of: "/").map { String(literal[..<$0]) } ?? ""
    }

    func matches(_ path: String) -> Bool { globs.contains { $0.matches(path) } }
}
