package import PipelineModel

/// Puts a job's sources in place: what GitLab Runner's `get_sources` stage does.
///
/// Contract: called once an attempt, from any thread, for different directories at once; `directory` is absolute, belongs to this
/// attempt until it ends, may hold what an earlier job left behind or may not exist. Cancelling the task ends the work soon.
package protocol SourceProvider: Sendable {
    /// Whether the directory of an earlier job serves this one as it is, found out without work worth cancelling: lines for the
    /// trace, or nil, and then `prepare` is called.
    func ready(directory: String, variables: ResolvedVariables) throws(ExecutionError) -> [String]?

    /// - Parameters:
    ///   - variables: expanded; `GIT_STRATEGY`, `GIT_DEPTH`, `GIT_CLEAN_FLAGS`, `GIT_SUBMODULE_STRATEGY`, … are read from them.
    ///   - log: one line of the trace, without line end.
    func prepare(directory: String, variables: ResolvedVariables, log: @escaping @Sendable (String) -> Void)
        async throws(ExecutionError)

    /// Files that git does not track, ignored ones included, relative to the directory: `artifacts:untracked`, `cache:untracked`.
    func untrackedFiles(in directory: String) async throws(ExecutionError) -> [String]
}

/// `GIT_STRATEGY: empty` for every job: an existing directory is used as it is.
package struct PreparedSources: SourceProvider {
    package init() {}

    package func ready(directory: String, variables: ResolvedVariables) -> [String]? { [] }

    package func prepare(directory: String, variables: ResolvedVariables, log: @escaping @Sendable (String) -> Void) {}

    package func untrackedFiles(in directory: String) -> [String] { [] }
}
