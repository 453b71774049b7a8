/// A condition of `rules:if`, `workflow:rules:if` or `only:variables`, parsed.
/// Reference: https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
package struct Expression: Hashable, Sendable {
    /// As written.
    package var text: String

    package init(text: String) { self.text = text }
}
