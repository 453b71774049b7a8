package import PipelineModel

/// What happens to a pipeline from outside. Jobs are named by their index in `Plan.jobs`. An event that comes too late (a timer
/// of a canceled job, say) changes nothing.
package enum PipelineEvent: Sendable, Equatable {
    /// The first event, once.
    case start
    /// A job that was told to `run` has begun.
    case started(job: Int)
    /// An attempt ended: `success`, `failed` or `canceled`.
    case finished(job: Int, status: Status, reason: FailureReason? = nil, exitCode: Int32? = nil)
    /// A job that asked to `acquire` its resource group has it.
    case resourceAcquired(job: Int)
    /// The job's resource group can never become free.
    case resourceRefused(job: Int)
    /// The job's `start_in` has passed.
    case delayElapsed(job: Int)
    /// Somebody plays a manual job.
    case play(job: Int)
    /// The child pipeline of a trigger job exists.
    case childCreated(job: Int)
    case childCreationFailed(job: Int, reason: FailureReason)
    /// The child pipeline has this status now.
    case childChanged(job: Int, status: Status)
    case cancel
}

/// What the owner of a `PipelineState` has to do, in order.
package enum PipelineAction: Sendable, Equatable {
    /// Tell observers. `message` says why where the status does not.
    case changeStatus(job: Int, status: Status, reason: FailureReason? = nil, message: String? = nil)
    case changePipelineStatus(Status)
    /// Run an attempt (the first is 1) as soon as a slot is free, and send `started`, then `finished`.
    case run(job: Int, attempt: Int)
    /// The attempt failed and will be repeated; precedes the actions that repeat it.
    case retry(job: Int, failedAttempt: Int)
    /// Forget a `run` that has not started.
    case withdraw(job: Int)
    /// Stop a running job; `finished` is still awaited.
    case stop(job: Int)
    /// Send `delayElapsed` after this time.
    case startTimer(job: Int, delay: Duration)
    case stopTimer(job: Int)
    /// Send `resourceAcquired` as soon as the job has the resource group for itself.
    case acquire(job: Int, group: String)
    /// Give the group back, or stop waiting for it.
    case release(job: Int, group: String)
    /// Create the child pipeline of a trigger job; send `childCreated` or `childCreationFailed`, then `childChanged`.
    case startChild(job: Int)
    case cancelChild(job: Int)
}
