internal import PipelineModel

/// One pipeline of a run under way: its state machine, and what its jobs left behind. A reference, so that holding one while
/// its jobs change copies nothing; it never leaves the scheduler's actor.
final class PipelineRun {
    /// Unique in the run, from 1.
    let id: Int
    /// The trigger job that started it; nil for the root.
    let parent: JobKey?
    /// 0 for the root.
    let depth: Int
    /// Names of the trigger jobs from the root to this pipeline, for the duration history.
    let path: [String]
    /// The id of job 0; ids count up.
    let firstJobID: Int
    var state: PipelineState
    var jobs: [Progress]
    let indexOfJob: [String: Int]

    /// What the scheduler remembers of a job, beside its status.
    struct Progress {
        var startedAt: Double?
        var finishedAt: Double?
        /// Relative to the run's directory; not made before something is stored in it.
        var directory = ""
        /// Relative to the run's directory.
        var tracePath = ""
        var failureReason: FailureReason?
        /// Of the last attempt. Paths are relative to the run's directory.
        var outcome: Outcome?
        /// A child pipeline, as an index in the run.
        var child: Int?
        /// Refused when somebody was asked to play it.
        var isDeclined = false
    }

    /// The part of a runner's outcome that later jobs and the journal need.
    struct Outcome {
        var message: String?
        var exitCode: Int32?
        var coverage: Double?
        var dotenv: [Variable] = []
        var artifacts: [StoredArtifact] = []
        var tracePath: String?
    }

    init(id: Int, parent: JobKey?, depth: Int, path: [String], firstJobID: Int, state: PipelineState) {
        self.id = id
        self.parent = parent
        self.depth = depth
        self.path = path
        self.firstJobID = firstJobID
        self.state = state
        jobs = [Progress](repeating: Progress(), count: state.plan.jobs.count)
        var indexOfJob: [String: Int] = [:]
        indexOfJob.reserveCapacity(state.plan.jobs.count)
        for (index, job) in state.plan.jobs.enumerated() { indexOfJob[job.name] = index }
        self.indexOfJob = indexOfJob
    }

    var plan: Plan { state.plan }
    func jobID(_ job: Int) -> Int { firstJobID + job }

    /// The dotenv variables a job inherits from the jobs it takes artifacts from; later sources win.
    func variables(for job: Int) -> VariableLayers {
        var variables = plan.jobs[job].variables
        for source in plan.jobs[job].artifactSources {
            if let index = indexOfJob[source], let dotenv = jobs[index].outcome?.dotenv { variables.dotenv += dotenv }
        }
        return variables
    }

    /// The archives of a job of this pipeline; a job that left none has none.
    func archives(of name: String) -> [StoredArtifact] {
        guard let index = indexOfJob[name], let outcome = jobs[index].outcome else { return [] }
        return outcome.artifacts.filter { $0.kind == "archive" }
    }
}
