internal import Glibc
internal import PipelineModel
internal import Processes

/// The stages before the script: prepare, get_sources, restore_cache, download_artifacts.
extension JobSession {
    func beforeScript(_ prepared: any PreparedJob, _ trace: TraceWriter) async -> JobEnding {
        do throws(ExecutionError) {
            try await section("prepare_script", "Preparing environment", trace, isBrief: true) { () throws(ExecutionError) in
                trace.line("Running on \(Self.hostName)...")
            }
            if let ending = try await getSources(prepared, trace) { return ending }
            if !job.caches.isEmpty {
                await section("restore_cache", "Restoring cache", trace) {
                    await CacheStore(directory: configuration.cacheDirectory).restore(
                        job.caches, into: projectDirectory, variables: variables, trace: trace)
                }
            }
            if control.isCanceled { return .canceled }
            if !attempt.archives.isEmpty {
                try await section("download_artifacts", "Downloading artifacts", trace) { () throws(ExecutionError) in
                    for archive in attempt.archives { try ArtifactStore.unpack(archive, into: projectDirectory, trace: trace) }
                }
            }
        } catch {
            if error.code == .system(ENOENT), attempt.archives.contains(where: { error.operation.hasSuffix($0) }) {
                return .failed(.missingDependencyFailure, exitCode: nil, message: "\(error)", note: "\(error)")
            }
            return .systemFailure(error)
        }
        return control.isCanceled ? .canceled : .success
    }

    private static let hostName: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// nil when all went well.
    private func getSources(_ prepared: any PreparedJob, _ trace: TraceWriter) async throws(ExecutionError) -> JobEnding? {
        trace.beginSection("get_sources", title: "Getting source from Git repository", isBrief: job.preGetSourcesScript.isEmpty)
        defer { trace.endSection("get_sources") }
        if !job.preGetSourcesScript.isEmpty {
            let result = try await runStage(
                prepared, job.preGetSourcesScript, .preGetSources, in: configuration.buildsDirectory, status: "running",
                limit: remaining, trace)
            if let ending = ending(of: result, limit: timeout, trace) { return ending }
        }
        if let notices = try sources.ready(directory: projectDirectory, variables: variables) {
            for notice in notices { trace.line(notice) }
            return nil
        }
        let attempts = min(10, max(1, variables.value("GET_SOURCES_ATTEMPTS").flatMap { Int($0) } ?? 1))
        for number in 1...attempts {
            do throws(ExecutionError) {
                try await fetch(trace)
                return nil
            } catch {
                if control.isCanceled { return .canceled }
                if remaining <= .zero { return timedOut(timeout) }
                if number == attempts { throw error }
                trace.warning("\(error); retrying")
            }
        }
        return nil
    }

    /// Within the job's time, and stopped with the job.
    private func fetch(_ trace: TraceWriter) async throws(ExecutionError) {
        let (sources, directory, variables) = (sources, projectDirectory, variables)
        let work = Task.detached { () -> Result<Void, ExecutionError> in
            do throws(ExecutionError) {
                try await sources.prepare(directory: directory, variables: variables) { trace.line($0) }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        control.handle { _ in work.cancel() }
        let alarm = Task.detached { [remaining] in
            // Mostly it is over before anybody wants to know what is going on.
            let patience = min(remaining, .milliseconds(100))
            try await Task.sleep(for: patience)
            trace.flush()
            try await Task.sleep(for: remaining - patience)
            work.cancel()
        }
        let result = await work.value
        alarm.cancel()
        control.handle(nil)
        try result.get()
    }

    var remaining: Duration { max(.zero, deadline - .now) }

    func timedOut(_ limit: Duration) -> JobEnding {
        .failed(
            .jobExecutionTimeout, exitCode: nil, message: "execution took longer than \(GoDuration.text(limit)) seconds",
            note: "execution took longer than \(GoDuration.text(limit))")
    }
}
