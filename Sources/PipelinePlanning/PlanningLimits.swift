/// GitLab's limits on what planning makes, with GitLab.com's values.
package struct PlanningLimits: Hashable, Sendable {
    /// `parallel` and the product of `parallel:matrix`. Reference: https://docs.gitlab.com/ci/yaml/#parallel
    package var instancesPerJob = 200
    /// Reference: https://docs.gitlab.com/administration/instance_limits/#limit-the-number-of-jobs-a-job-can-need
    package var needsPerJob = 50
    /// Characters in the name of a job.
    package var jobNameLength = 255

    package init() {}
}
