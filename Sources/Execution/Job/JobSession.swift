internal import Glibc
internal import PipelineModel
internal import Processes

/// One attempt at one job from its first line to its last, in GitLab Runner's order of stages.
/// Reference: https://docs.gitlab.com/runner/executors/custom/#run and `common/build.go` of GitLab Runner.
struct JobSession: Sendable {
    let attempt: JobAttempt
    let configuration: LocalJobRunner.Configuration
    let sources: any SourceProvider
    let executor: any Executor
    let progress: @Sendable (JobProgress) -> Void
    let projectDirectory: String
    let temporaryDirectory: String
    let secrets: JobSecrets
    let variables: ResolvedVariables
    let environment: [String: String]
    let refusedVariables: [String]
    let startedAt: Double
    let deadline: ContinuousClock.Instant
    let timeout: Duration

    var job: Job { attempt.job.job }
    var control: JobControl { attempt.control }

    init(
        attempt: JobAttempt, configuration: LocalJobRunner.Configuration, sources: any SourceProvider, executor: any Executor,
        baseEnvironment: [String: String], secrets: JobSecrets, progress: @escaping @Sendable (JobProgress) -> Void
    ) {
        self.attempt = attempt
        self.configuration = configuration
        self.sources = sources
        self.executor = executor
        self.secrets = secrets
        self.progress = progress
        let project = "\(configuration.buildsDirectory)/\(attempt.slot)/\(configuration.projectName)"
        projectDirectory = project
        temporaryDirectory = "\(project).tmp"
        startedAt = wallClock()
        timeout = attempt.job.job.timeout ?? configuration.defaultTimeout
        deadline = .now + timeout
        var layers = attempt.variables
        layers.jobPredefined += RunTimeVariables.variables(
            of: attempt, projectDirectory: project, buildsDirectory: configuration.buildsDirectory, startedAt: startedAt,
            version: configuration.version)
        layers.jobPredefined += secrets.idTokens
        layers.pipeline += secrets.secrets
        let filePath = { (key: String) in "\(project).tmp/\(Self.fileName(key))" }
        variables = ResolvedVariables(layers: layers, filePath: filePath)
        (environment, refusedVariables) = JobEnvironment.make(base: baseEnvironment, variables: variables, filePath: filePath)
    }

    /// A variable's name is part of a path: nothing in it may lead elsewhere.
    static func fileName(_ key: String) -> String { String(key.map { $0 == "/" || $0 == "." ? "_" : $0 }) }

    /// True when files with values of variables are written for the job.
    var hasFiles: Bool { variables.variables.contains(where: \.isFile) }

    func run() async -> JobOutcome {
        let masked = variables.variables.filter(\.isMasked)
        let trace: TraceWriter
        do throws(ExecutionError) {
            trace = try TraceWriter(
                path: attempt.tracePath, secrets: masked.map(\.value), limit: configuration.logLimit,
                progress: progress)
        } catch {
            return JobOutcome(status: .failed, failureReason: .runnerSystemFailure, message: "\(error)")
        }
        trace.line("Running with slipway \(configuration.version)")
        for secret in masked where SecretMasking.isTooShort(secret.value) {
            trace.warning("\(secret.key) is shorter than \(SecretMasking.minimumLength) bytes and is not masked")
        }
        for key in refusedVariables { trace.warning("variable \(key) has no possible name or value and is not set") }

        var results = ArtifactStore.Result()
        var ending = tellSecrets(trace) ?? .success
        if ending.succeeded { ending = await runStages(trace, &results) }
        if let failure = trace.failure { ending = .systemFailure(failure) }
        return end(ending, results, trace)
    }

    private func end(_ ending: JobEnding, _ results: ArtifactStore.Result, _ trace: TraceWriter) -> JobOutcome {
        var outcome = JobOutcome(
            status: ending.status, dotenv: results.dotenv, artifacts: results.artifacts, hasTrace: true)
        switch ending {
        case .success:
            trace.notice("Job succeeded")
        case .failed(let reason, let exitCode, let message, let note):
            trace.error("Job failed\(message.hasPrefix("(") ? " " : ": ")\(message)")
            outcome.failureReason = reason
            outcome.exitCode = exitCode
            outcome.message = note
        case .canceled:
            trace.error("Job failed: canceled")
        }
        trace.finish()
        if let pattern = job.coverage, let text = try? readFile(attempt.tracePath) {
            outcome.coverage = CoverageParsing.coverage(in: text, pattern: pattern)
        }
        if case .success = ending { outcome.exitCode = 0 }
        return outcome
    }

    private func runStages(_ trace: TraceWriter, _ results: inout ArtifactStore.Result) async -> JobEnding {
        guard !control.isCanceled else { return .canceled }
        let prepared: any PreparedJob
        do throws(ExecutionError) {
            prepared = try await section("prepare_executor", "Preparing the \"\(executor.name)\" executor", trace) {
                () throws(ExecutionError) in
                try prepareDirectories()
                var context = ExecutorContext(
                    environment: environment, projectDirectory: projectDirectory, temporaryDirectory: temporaryDirectory)
                context.image = job.image
                context.services = job.services
                return try await executor.prepare(context, trace: trace)
            }
        } catch {
            emptyTemporaryDirectory()
            return .systemFailure(error)
        }
        var ending = await beforeScript(prepared, trace)
        if ending.succeeded {
            ending = await runScript(prepared, trace)
            ending = await runAfterScript(prepared, after: ending, trace)
        }
        await prepared.finish()
        if control.isCanceled { ending = .canceled }
        if case .canceled = ending {} else { ending = await keepResults(ending, &results, trace) }
        await section("cleanup_file_variables", "Cleaning up project directory and file based variables", trace) {
            await prepared.cleanup()
            emptyTemporaryDirectory()
        }
        return ending
    }

    /// Runs a stage between section markers; the end marker comes whatever happens.
    func section<Value>(
        _ name: String, _ title: String, _ trace: TraceWriter, isBrief: Bool = false,
        _ body: () async throws(ExecutionError) -> Value
    ) async throws(ExecutionError) -> Value {
        trace.beginSection(name, title: title, isBrief: isBrief)
        defer { trace.endSection(name) }
        return try await body()
    }

    func section(_ name: String, _ title: String, _ trace: TraceWriter, _ body: () async -> Void) async {
        trace.beginSection(name, title: title)
        await body()
        trace.endSection(name)
    }

    private func prepareDirectories() throws(ExecutionError) {
        try makeDirectories(projectDirectory)
        try prepareTemporaryDirectory()
        for variable in variables.variables where variable.isFile {
            try writePrivateFile("\(temporaryDirectory)/\(Self.fileName(variable.key))", Array(variable.value.utf8))
        }
    }

    /// An earlier job in this slot may have put anything in its place.
    private func prepareTemporaryDirectory() throws(ExecutionError) {
        try makeDirectories(temporaryDirectory, mode: 0o700)
        if let directory = OpenDirectory(temporaryDirectory), fchmod(directory.descriptor, 0o700) == 0 {
            emptyTemporaryDirectory()
            return try makeDirectories(temporaryDirectory, mode: 0o700)
        }
        do throws(WorkspaceError) {
            try WorkspaceRemoval.remove(temporaryDirectory)
        } catch {
            throw ExecutionError(.sources(error.reason), operation: error.operation, message: error.message)
        }
        try makeDirectories(temporaryDirectory, mode: 0o700)
    }

    /// Removes the files in it, file variables among them; a directory the job made there stays. Scripts stay to be written over:
    /// a new file for each job would cost more.
    private func emptyTemporaryDirectory() {
        guard let directory = OpenDirectory(temporaryDirectory) else { return }
        guard let names = directory.names() else {
            try? WorkspaceRemoval.remove(temporaryDirectory)
            return
        }
        for name in names where ScriptStage(rawValue: name) == nil || variables[name]?.isFile == true {
            unlinkat(directory.descriptor, name, 0)
        }
    }
}

/// Seconds since 1970.
func wallClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
