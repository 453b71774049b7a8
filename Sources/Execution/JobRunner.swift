package import PipelineModel

/// One attempt at one job: everything a runner needs, nothing it has to look up.
package struct JobAttempt: Sendable {
    package var runID: Int
    package var pipelineID: Int
    /// Unique in the run, from 1.
    package var jobID: Int
    /// 1 for the first try.
    package var attempt: Int
    package var job: PlannedJob
    /// `job.variables` with the dotenv layer filled in from the jobs this one takes artifacts from.
    package var variables: VariableLayers
    /// Archives to unpack into the workspace, in order. Paths are absolute.
    package var archives: [String]
    /// Where the trace is written. Absolute; the directory it is in exists.
    package var tracePath: String
    /// The job's own directory, for reports and archives. Absolute; it is made when the first is stored.
    package var directory: String
    /// 0 ..< the number of jobs that may run at once; no two running jobs share one. `CI_CONCURRENT_ID`.
    package var slot: Int
    /// `Plan.checkout` of the job's pipeline.
    package var checkout: String?
    /// Stops it.
    package let control: JobControl

    package init(
        runID: Int, pipelineID: Int, jobID: Int, attempt: Int, job: PlannedJob, variables: VariableLayers, archives: [String],
        tracePath: String, directory: String, slot: Int, control: JobControl = JobControl()
    ) {
        self.runID = runID
        self.pipelineID = pipelineID
        self.jobID = jobID
        self.attempt = attempt
        self.job = job
        self.variables = variables
        self.archives = archives
        self.tracePath = tracePath
        self.directory = directory
        self.slot = slot
        self.control = control
    }
}

/// How an attempt ended. A failed job is a value, not an error.
package struct JobOutcome: Sendable {
    /// `success`, `failed` or `canceled`.
    package var status: Status
    package var failureReason: FailureReason?
    /// Of the script; nil when it did not get that far or died of a signal.
    package var exitCode: Int32?
    /// One line for people when the status does not say it all: `no space left on device`.
    package var message: String?
    package var coverage: Double?
    /// From `artifacts:reports:dotenv`.
    package var dotenv: [Variable]
    /// Paths relative to `JobAttempt.directory`.
    package var artifacts: [StoredArtifact]
    /// False when not even the trace could be begun.
    package var hasTrace: Bool

    package init(
        status: Status, failureReason: FailureReason? = nil, exitCode: Int32? = nil, message: String? = nil,
        coverage: Double? = nil,
        dotenv: [Variable] = [], artifacts: [StoredArtifact] = [], hasTrace: Bool = false
    ) {
        self.status = status
        self.failureReason = failureReason
        self.exitCode = exitCode
        self.message = message
        self.coverage = coverage
        self.dotenv = dotenv
        self.artifacts = artifacts
        self.hasTrace = hasTrace
    }
}

/// What a running job says of itself while it runs.
package enum JobProgress: Sendable {
    /// A stage of GitLab Runner's sequence began: `step_script`, `after_script`, `upload_artifacts_on_success`, …; stages that are
    /// over in a moment are passed over.
    case stage(String)
    /// Complete lines of the trace, masked, in order, without line ends. Delivered in batches.
    case lines([String])
}

/// Runs jobs. The scheduler decides *when* and *whether*, a runner only *how*.
///
/// Contract:
/// - `run` may be called for many attempts at once, from any thread; attempts share nothing but `slot`-free state.
/// - `run` never throws: whatever goes wrong is a `JobOutcome`. It returns only when no process of the job is left.
/// - It is stopped through `JobAttempt.control`; the outcome is `canceled` then. Nobody cancels the task that awaits `run`: that
///   would reach what must still be done after a stop.
/// - `progress` is called in order for one attempt, never after `run` has returned.
package protocol JobRunner: Sendable {
    /// Where the job of a slot had best run, and what follows from its end: tasks that prefer it save hand-overs between threads.
    /// nil: anywhere.
    func taskExecutor(ofSlot slot: Int) -> (any TaskExecutor)?

    func run(_ attempt: JobAttempt, progress: @escaping @Sendable (JobProgress) -> Void) async -> JobOutcome
}
