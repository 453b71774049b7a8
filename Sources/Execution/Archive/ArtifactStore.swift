internal import Glibc
package import PipelineModel

/// What a job leaves behind and what it gets from others. Archives are plain tar files in the job's own directory.
/// Reference: https://docs.gitlab.com/ci/jobs/job_artifacts/
package struct ArtifactStore: Sendable {
    /// How many names of an archive's files `StoredArtifact.files` holds.
    package static let listedFiles = 1000

    package struct Result: Sendable {
        package var artifacts: [StoredArtifact] = []
        package var dotenv: [Variable] = []
    }

    /// The job's own directory.
    package var directory: String

    package init(directory: String) { self.directory = directory }

    /// Stores the archive of `paths` and `untracked`, which `when` may rule out, and the reports, which are stored whatever the
    /// job's result.
    /// - Parameters:
    ///   - project: the directory paths are relative to.
    ///   - untracked: asked only when `artifacts:untracked` is set.
    /// - Throws: `.system`; `.invalidReport`. A path that fits nothing is a warning in the trace.
    package func store(
        _ artifacts: Artifacts, from project: String, variables: ResolvedVariables, succeeded: Bool, now: Double,
        trace: TraceWriter,
        untracked: () async throws(ExecutionError) -> [String]
    ) async throws(ExecutionError) -> Result {
        var result = Result()
        let expiry = artifacts.expireIn.map { now + Double($0.components.seconds) }
        let isWanted = artifacts.when == .always || (artifacts.when == .onSuccess) == succeeded
        if isWanted && (!artifacts.paths.isEmpty || artifacts.untracked) {
            let others = artifacts.untracked ? try await untracked() : nil
            if var stored = try archive(artifacts, others, project, variables, trace) {
                stored.expiresAt = expiry
                result.artifacts.append(stored)
            }
        }
        for (type, patterns) in artifacts.reports.sorted(by: { $0.key < $1.key }) {
            let (stored, dotenv) = try report(type, patterns.map(variables.expand), project, expiry, trace)
            result.artifacts += stored
            result.dotenv += dotenv
        }
        return result
    }

    private func archive(
        _ artifacts: Artifacts, _ untracked: [String]?, _ project: String, _ variables: ResolvedVariables, _ trace: TraceWriter
    ) throws(ExecutionError) -> StoredArtifact? {
        trace.line("Uploading artifacts...")
        let selection = FileSelection(
            directory: project, patterns: artifacts.paths.map(variables.expand), exclude: artifacts.exclude.map(variables.expand),
            untracked: untracked, noun: "artifact ")
        for message in selection.messages { trace.message(message) }
        guard !selection.paths.isEmpty else {
            trace.error("No files to upload")
            return nil
        }
        let writer = try TarWriter(path: "\(directory)/artifacts.tar")
        var names: [String] = []
        var count = 0
        var fileCount = 0
        for path in selection.paths {
            guard let kind = try writer.add(path, below: project) else {
                trace.warning("\(path): not stored: neither file, directory nor symbolic link")
                continue
            }
            count += 1
            if kind == .directory { continue }
            fileCount += 1
            if names.count < Self.listedFiles { names.append(path) }
        }
        try writer.finish()
        let name = artifacts.name.map(variables.expand) ?? ""
        trace.line("Uploading artifacts as \"archive\": \(count) files and directories, \(writer.size) bytes")
        return StoredArtifact(
            kind: "archive", name: name.isEmpty ? "artifacts" : name, path: "artifacts.tar", size: writer.size, files: names,
            fileCount: fileCount)
    }

    private func report(
        _ type: String, _ patterns: [String], _ project: String, _ expiry: Double?, _ trace: TraceWriter
    ) throws(ExecutionError) -> ([StoredArtifact], [Variable]) {
        trace.line("Uploading artifacts...")
        let selection = FileSelection(directory: project, patterns: patterns, noun: "artifact ")
        for message in selection.messages { trace.message(message) }
        var stored: [StoredArtifact] = []
        var dotenv: [Variable] = []
        for path in selection.paths {
            var status = stat()
            guard lstat("\(project)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            let content = try readFile("\(project)/\(path)")
            if type == "dotenv" { dotenv += try DotenvReport.parse(content) }
            let destination = "reports/\(type)/\(path)"
            try makeDirectories("\(directory)/\(destination.split(separator: "/").dropLast().joined(separator: "/"))")
            try writePrivateFile("\(directory)/\(destination).tmp", content)
            guard rename("\(directory)/\(destination).tmp", "\(directory)/\(destination)") == 0 else {
                throw .system("write \(destination)")
            }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            stored.append(
                StoredArtifact(kind: type, name: name, path: destination, size: content.count, expiresAt: expiry, files: [path]))
        }
        if stored.isEmpty {
            trace.error("No files to upload")
        } else {
            trace.line("Uploading artifacts as \"\(type)\": \(stored.count) files")
        }
        return (stored, dotenv)
    }

    /// Unpacks an archive of another job over the project directory.
    package static func unpack(_ archive: String, into project: String, trace: TraceWriter) throws(ExecutionError) {
        let count = try TarExtraction.unpack(archive, into: project)
        trace.line("Downloading artifacts: \(count) files and directories")
    }
}

extension TraceWriter {
    /// A message that may say of itself that it is a warning.
    func message(_ text: String) {
        let prefix = "WARNING: "
        if text.hasPrefix(prefix) { warning(String(text.dropFirst(prefix.count))) } else { line(text) }
    }
}
