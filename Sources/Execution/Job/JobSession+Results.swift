internal import PipelineModel

/// The stages after the script: archive_cache and upload_artifacts, each in its variant for success and failure.
extension JobSession {
    /// A script's failure counts more than a cache's, and that more than the artifacts'.
    func keepResults(_ ending: JobEnding, _ results: inout ArtifactStore.Result, _ trace: TraceWriter) async -> JobEnding {
        var ending = ending
        let succeeded = ending.succeeded
        let (sources, directory) = (sources, projectDirectory)
        let untracked = { () async throws(ExecutionError) in try await sources.untrackedFiles(in: directory) }
        do throws(ExecutionError) {
            if job.caches.contains(where: { $0.when == .always || ($0.when == .onSuccess) == succeeded }) {
                try await section(
                    succeeded ? "archive_cache" : "archive_cache_on_failure",
                    "Saving cache for \(succeeded ? "successful" : "failed") job", trace
                ) { () throws(ExecutionError) in
                    try await CacheStore(directory: configuration.cacheDirectory).save(
                        job.caches, from: projectDirectory, variables: variables, succeeded: succeeded, trace: trace,
                        untracked: untracked)
                }
            }
        } catch {
            if ending.succeeded { ending = .systemFailure(error) }
            trace.error("\(error)")
        }
        guard let artifacts = job.artifacts, hasSomething(artifacts, succeeded) else { return ending }
        do throws(ExecutionError) {
            results = try await section(
                succeeded ? "upload_artifacts_on_success" : "upload_artifacts_on_failure",
                "Uploading artifacts for \(succeeded ? "successful" : "failed") job", trace
            ) { () throws(ExecutionError) in
                try makeDirectories(attempt.directory)
                return try await ArtifactStore(directory: attempt.directory).store(
                    artifacts, from: projectDirectory, variables: variables, succeeded: succeeded, now: wallClock(), trace: trace,
                    untracked: untracked)
            }
        } catch {
            if ending.succeeded { ending = .systemFailure(error) }
            trace.error("\(error)")
        }
        return ending
    }

    private func hasSomething(_ artifacts: Artifacts, _ succeeded: Bool) -> Bool {
        let isDue = artifacts.when == .always || (artifacts.when == .onSuccess) == succeeded
        return !artifacts.reports.isEmpty || isDue && (!artifacts.paths.isEmpty || artifacts.untracked)
    }
}
