internal import Glibc
internal import PipelineModel
internal import Processes

/// The stages that are scripts: step_script and after_script.
extension JobSession {
    /// GitLab Runner's default `RUNNER_AFTER_SCRIPT_TIMEOUT`.
    private static let afterScriptLimit = Duration.seconds(300)

    func runScript(_ prepared: any PreparedJob, _ trace: TraceWriter) async -> JobEnding {
        let own = variables.value("RUNNER_SCRIPT_TIMEOUT").flatMap(GoDuration.parse)
        let limit = min(own ?? remaining, remaining)
        do throws(ExecutionError) {
            return try await section("step_script", "Executing \"step_script\" stage of the job script", trace) {
                () throws(ExecutionError) in
                let result = try await runStage(
                    prepared, job.beforeScript + (job.script ?? []), .step, in: projectDirectory, status: "running", limit: limit,
                    trace)
                trace.endLine()
                return ending(of: result, limit: own.map { min($0, timeout) } ?? timeout, trace) ?? .success
            }
        } catch {
            return .systemFailure(error)
        }
    }

    /// Its failure changes nothing, unless `AFTER_SCRIPT_IGNORE_ERRORS` is false and the script was successful.
    func runAfterScript(_ prepared: any PreparedJob, after ending: JobEnding, _ trace: TraceWriter) async -> JobEnding {
        guard !job.afterScript.isEmpty, !control.isKilled, trace.failure == nil else { return ending }
        let limit = variables.value("RUNNER_AFTER_SCRIPT_TIMEOUT").flatMap(GoDuration.parse) ?? Self.afterScriptLimit
        var failure: String?
        do throws(ExecutionError) {
            try await section("after_script", "Running after_script", trace) { () throws(ExecutionError) in
                trace.line("Running after script...")
                let result = try await runStage(
                    prepared, job.afterScript, .after, in: projectDirectory, status: ending.status.rawValue, limit: limit, trace)
                trace.endLine()
                if result.cause == .timedOut {
                    failure = "after_script took longer than \(GoDuration.text(limit))"
                } else if result.termination != .exited(0), result.cause == .ended {
                    failure = "after_script failed: \(Self.words(result.termination))"
                }
            }
        } catch {
            failure = "\(error)"
        }
        guard let failure else { return ending }
        if ending.succeeded, ["false", "0"].contains(variables.value("AFTER_SCRIPT_IGNORE_ERRORS") ?? "") {
            return .failed(.scriptFailure, exitCode: nil, message: failure, note: failure)
        }
        trace.warning("\(failure), but job will continue unaffected")
        return ending
    }

    /// Runs one script so that cancel and kill reach it. A cancel from before does not stop `after_script`.
    func runStage(
        _ prepared: any PreparedJob, _ commands: [String], _ stage: ScriptStage, in directory: String, status: String,
        limit: Duration,
        _ trace: TraceWriter
    ) async throws(ExecutionError) -> ProcessResult {
        let process = ProcessControl()
        control.handle(ignoringCancel: stage == .after) { stop in
            switch stop {
            case .gracefully: if stage != .after { process.terminate() }
            case .atOnce: process.kill()
            }
        }
        defer { control.handle(ignoringCancel: true, nil) }
        return try await prepared.run(
            commands, stage: stage, workingDirectory: directory, status: status,
            limits: ProcessTree.Limits(time: limit, grace: configuration.gracePeriod), control: process, trace: trace)
    }

    /// What a script's end means for the job; nil when it was successful.
    func ending(of result: ProcessResult, limit: Duration, _ trace: TraceWriter) -> JobEnding? {
        if control.isCanceled {
            trace.warning("script canceled")
            return .canceled
        }
        if result.cause == .timedOut { return timedOut(limit) }
        switch result.termination {
        case .exited(0): return nil
        case .exited(let code):
            return .failed(.scriptFailure, exitCode: code, message: "exit status \(code)", note: nil)
        case .signaled:
            let words = Self.words(result.termination)
            return .failed(.scriptFailure, exitCode: nil, message: words, note: words)
        }
    }

    private static func words(_ termination: Termination) -> String {
        switch termination {
        case .exited(let code): "exit status \(code)"
        case .signaled(let signal):
            "signal: " + (strsignal(signal).map { String(cString: $0).lowercased() } ?? "\(signal)")
        }
    }
}
