internal import Glibc
package import PipelineModel
internal import Processes

/// Caches under one directory, a plain tar file for each key. A file is written beside the old one and renamed, so that jobs of
/// several engines can read and write one key at once: each reads a whole cache, the last to finish writing wins.
///
/// A missing or damaged cache is never a failure. Reference: https://docs.gitlab.com/ci/caching/
package struct CacheStore: Sendable {
    package var directory: String

    package init(directory: String) { self.directory = directory }

    /// Unpacks each cache that is pulled into the project directory.
    package func restore(
        _ caches: [Cache], into project: String, variables: ResolvedVariables, trace: TraceWriter
    ) async {
        for cache in caches where policy(cache, variables, trace).pulls {
            let keys = [await key(cache, project, variables)] + cache.fallbackKeys.map(variables.expand)
            let global = variables.value("CACHE_FALLBACK_KEY").map { [$0] } ?? []
            var isFound = false
            for key in keys + global where !key.isEmpty && !isFound {
                trace.line("Checking cache for \(key)...")
                do throws(ExecutionError) {
                    try TarExtraction.unpack(path(key), into: project)
                    trace.line("Successfully extracted cache")
                    isFound = true
                } catch {
                    if error.code == .system(ENOENT) {
                        trace.line("No cache for \(key)")
                    } else {
                        trace.warning("\(error.message)")
                        trace.line("Failed to extract cache")
                    }
                }
            }
        }
    }

    /// Stores each cache that is pushed.
    /// - Throws: `.system`, when the disk is full for example; the job fails then, as in GitLab.
    package func save(
        _ caches: [Cache], from project: String, variables: ResolvedVariables, succeeded: Bool, trace: TraceWriter,
        untracked: () async throws(ExecutionError) -> [String]
    ) async throws(ExecutionError) {
        for cache in caches where policy(cache, variables, trace).pushes && isDue(cache, succeeded) {
            let key = await key(cache, project, variables)
            trace.line("Creating cache \(key)...")
            let others = cache.untracked ? try await untracked() : nil
            let selection = FileSelection(
                directory: project, patterns: cache.paths.map(variables.expand), untracked: others, noun: "")
            for message in selection.messages { trace.message(message) }
            guard !selection.paths.isEmpty else {
                trace.line("No files to cache")
                continue
            }
            try makeDirectories(directory, mode: 0o700)
            let writer = try TarWriter(path: path(key))
            for path in selection.paths { _ = try writer.add(path, below: project) }
            try writer.finish()
            trace.line("Created cache")
        }
    }

    /// Whether a cache with this `when` is stored after a job with this result.
    private func isDue(_ cache: Cache, _ succeeded: Bool) -> Bool {
        cache.when == .always || (cache.when == .onSuccess) == succeeded
    }

    private func policy(_ cache: Cache, _ variables: ResolvedVariables, _ trace: TraceWriter) -> (pulls: Bool, pushes: Bool) {
        switch cache.policy {
        case .pull: return (true, false)
        case .push: return (false, true)
        case .pullPush: return (true, true)
        case .variable(let text):
            switch variables.expand(text) {
            case "pull": return (true, false)
            case "push": return (false, true)
            case "pull-push", "": return (true, true)
            case let other:
                trace.warning("unknown cache policy \(other)")
                return (false, false)
            }
        }
    }

    /// The key as a job sees it. `key:files` without any of its files is `default`, as in GitLab.
    func key(_ cache: Cache, _ project: String, _ variables: ResolvedVariables) async -> String {
        switch cache.key {
        case .name(let name):
            let expanded = variables.expand(name)
            return expanded.isEmpty ? "default" : expanded
        case .files(let files, let prefix, let byCommit):
            let files = files.map(variables.expand)
            let hash = byCommit ? await lastCommit(files, project) : contentHash(files, project)
            let start = prefix.map(variables.expand) ?? ""
            return (start.isEmpty ? "" : "\(start)-") + (hash ?? "default")
        }
    }

    private func lastCommit(_ files: [String], _ project: String) async -> String? {
        let command = Command("git", ["log", "-1", "--format=%H", "--"] + files, workingDirectory: project)
        let output = try? await Tool.run(command, timeLimit: .seconds(60))
        return output.flatMap { $0.text.split(separator: "\n").first.map(String.init) }
    }

    private func contentHash(_ files: [String], _ project: String) -> String? {
        var hash = ContentHash()
        var isAny = false
        for file in files {
            guard let content = try? readFile("\(project)/\(file)") else { continue }
            isAny = true
            hash.update(Array("\(file)\0\(content.count)\0".utf8) + content)
        }
        return isAny ? hash.finish() : nil
    }

    /// A file name for a key: what is not a plain character is written as %XX, so a key can name nothing outside.
    func path(_ key: String) -> String {
        var name = ""
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                name += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        if name.utf8.count > 200 {
            var hash = ContentHash()
            hash.update(Array(key.utf8))
            name = name.prefix(100) + "-" + hash.finish()
        }
        return "\(directory)/\(name).tar"
    }
}
