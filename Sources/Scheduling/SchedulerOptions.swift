package import PipelineModel
package import RunHistory

/// How a run is made.
package struct SchedulerOptions: Sendable {
    /// How many jobs run at once. Trigger jobs do not count.
    package var slots: Int
    /// Manual jobs that are played without asking.
    package var playing: Set<String>
    /// Called when nothing but manual jobs is left, with those not refused yet; returns the ids of the jobs to play. The rest
    /// stays `manual`, and an empty answer ends the run. nil: nobody is asked. Its task is canceled when the run is.
    package var prompt: (@Sendable ([ManualJob]) async -> Set<Int>)?
    /// True: delayed jobs start at once (`--no-delay`).
    package var skipsDelays: Bool
    /// Where lock files keep resource groups apart between engines, those of other clones of the project included. nil: groups
    /// count in this run only.
    package var resourceLockDirectory: String?
    /// Finds what `needs:project` asks for; nil: there are no other projects.
    package var projectArtifacts: ProjectArtifactsSearch?

    package init(
        slots: Int, playing: Set<String> = [], prompt: (@Sendable ([ManualJob]) async -> Set<Int>)? = nil,
        skipsDelays: Bool = false, resourceLockDirectory: String? = nil
    ) {
        self.slots = max(slots, 1)
        self.playing = playing
        self.prompt = prompt
        self.skipsDelays = skipsDelays
        self.resourceLockDirectory = resourceLockDirectory
    }
}

/// A job that waits for a person.
package struct ManualJob: Sendable, Equatable {
    package var id: Int
    package var pipeline: Int
    package var name: String
    package var stage: String
    /// `manual_confirmation`: the question to ask.
    package var confirmation: String?
    /// True when the pipeline can be successful without it.
    package var isOptional: Bool
}

/// How a run ended.
package struct RunResult: Sendable, Equatable {
    package var status: Status
    /// Of the root pipeline: a job was allowed to fail and did.
    package var hasWarnings: Bool
    package var wasCanceled: Bool
    /// The run failed, and every job that made it fail did so for reasons that lie in this machine: another try may go well.
    package var isSystemFailure: Bool
    /// Why the history of the run is incomplete; nil when it is whole.
    package var historyFailure: HistoryError?
}
