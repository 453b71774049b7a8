package import RunHistory

/// What observers of a run are told, in order for each job. The first is `.record(.run)`, the last `.record(.end)`.
package enum SchedulerEvent: Sendable {
    /// What the journal gets, too: pipelines created, statuses, attempts, the end.
    case record(RunEvent)
    /// A stage of GitLab Runner's sequence began in a running job: `get_sources`, `step_script`, …
    case stage(job: Int, String)
    /// Complete lines of a job's trace, masked, without line ends.
    case lines(job: Int, [String])
    /// Something the run survives but people should know.
    case warning(String)
}
