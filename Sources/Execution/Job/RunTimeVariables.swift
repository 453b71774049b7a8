internal import Glibc
internal import PipelineModel

/// The predefined variables that exist only once a runner has taken a job.
/// Reference: https://docs.gitlab.com/ci/variables/predefined_variables/
enum RunTimeVariables {
    static func variables(
        of attempt: JobAttempt, projectDirectory: String, buildsDirectory: String, startedAt: Double, version: String
    ) -> [Variable] {
        // Numbers in a run start from 1; scripts expect them to be unique for ever.
        [
            Variable("CI_JOB_ID", "\(attempt.runID * 100_000 + attempt.jobID)"),
            Variable("CI_PIPELINE_ID", "\(attempt.runID * 1_000 + attempt.pipelineID)"),
            Variable("CI_PIPELINE_IID", "\(attempt.runID)"),
            Variable("CI_PROJECT_DIR", projectDirectory, isRaw: true),
            Variable("CI_BUILDS_DIR", buildsDirectory, isRaw: true),
            Variable("CI_JOB_STARTED_AT", timestamp(startedAt)),
            Variable("CI_JOB_STATUS", "running"),
            Variable("CI_CONCURRENT_ID", "\(attempt.slot)"),
            Variable("CI_CONCURRENT_PROJECT_ID", "\(attempt.slot)"),
            Variable("CI_RUNNER_ID", "1"),
            Variable("CI_RUNNER_SHORT_TOKEN", "slipway"),
            Variable("CI_RUNNER_DESCRIPTION", "slipway"),
            Variable("CI_RUNNER_TAGS", "[\(attempt.job.tags.map { "\"\($0)\"" }.joined(separator: ", "))]", isRaw: true),
            Variable("CI_RUNNER_VERSION", version),
            Variable("CI_RUNNER_REVISION", version),
            Variable("CI_RUNNER_EXECUTABLE_ARCH", architecture),
            Variable("CI_SERVER", "yes"),
            Variable("CI_SHARED_ENVIRONMENT", "true"),
        ]
    }

    /// ISO 8601, UTC.
    static func timestamp(_ seconds: Double) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    #if arch(x86_64)
        private static let architecture = "linux/amd64"
    #elseif arch(arm64)
        private static let architecture = "linux/arm64"
    #else
        private static let architecture = "linux"
    #endif
}
