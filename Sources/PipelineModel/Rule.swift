/// One entry of `rules:` (or of `workflow:rules`, `include:rules`) as written. Evaluating it is PipelinePlanning's work.
/// Reference: https://docs.gitlab.com/ci/yaml/#rules
package struct Rule: Hashable, Sendable {
    package var condition: Expression?
    package var changes: PathChanges?
    package var exists: PathExistence?
    package var when: When?
    package var startIn: Duration?
    package var allowFailure: Bool?
    package var variables: [Variable]
    /// Replaces the job's `needs` when the rule matches.
    package var needs: [Need]?
    package var interruptible: Bool?
    /// `workflow:rules:auto_cancel`.
    package var autoCancel: AutoCancel?
    package var location: SourceLocation

    package init(
        condition: Expression? = nil, changes: PathChanges? = nil, exists: PathExistence? = nil, when: When? = nil,
        startIn: Duration? = nil, allowFailure: Bool? = nil, variables: [Variable] = [], needs: [Need]? = nil,
        interruptible: Bool? = nil, autoCancel: AutoCancel? = nil, location: SourceLocation
    ) {
        self.condition = condition
        self.changes = changes
        self.exists = exists
        self.when = when
        self.startIn = startIn
        self.allowFailure = allowFailure
        self.variables = variables
        self.needs = needs
        self.interruptible = interruptible
        self.autoCancel = autoCancel
        self.location = location
    }
}

/// `rules:changes`: true when a changed file matches one of the globs.
package struct PathChanges: Hashable, Sendable {
    package var paths: [String]
    package var compareTo: String?

    package init(paths: [String], compareTo: String? = nil) {
        self.paths = paths
        self.compareTo = compareTo
    }
}

/// `rules:exists`: true when a file of the repository matches one of the globs.
package struct PathExistence: Hashable, Sendable {
    package var paths: [String]
    package var project: String?
    package var ref: String?

    package init(paths: [String], project: String? = nil, ref: String? = nil) {
        self.paths = paths
        self.project = project
        self.ref = ref
    }
}

/// `only:` or `except:`. Reference: https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except
package struct RefPolicy: Hashable, Sendable {
    /// Branch and tag names, `/regular expressions/`, and keywords such as `merge_requests`.
    package var refs: [String]?
    package var variables: [Expression]?
    package var changes: [String]?
    package var kubernetes: Bool
    package var location: SourceLocation?

    package init(
        refs: [String]? = nil, variables: [Expression]? = nil, changes: [String]? = nil, kubernetes: Bool = false,
        location: SourceLocation? = nil
    ) {
        self.refs = refs
        self.variables = variables
        self.changes = changes
        self.kubernetes = kubernetes
        self.location = location
    }
}

/// `workflow:auto_cancel`.
package struct AutoCancel: Hashable, Sendable, Codable {
    package var onNewCommit: String?
    package var onJobFailure: String?

    package init(onNewCommit: String? = nil, onJobFailure: String? = nil) {
        self.onNewCommit = onNewCommit
        self.onJobFailure = onJobFailure
    }
}

/// `workflow:`. Reference: https://docs.gitlab.com/ci/yaml/#workflow
package struct Workflow: Hashable, Sendable {
    package var name: String?
    package var rules: [Rule]?
    package var autoCancel: AutoCancel?

    package init(name: String? = nil, rules: [Rule]? = nil, autoCancel: AutoCancel? = nil) {
        self.name = name
        self.rules = rules
        self.autoCancel = autoCancel
    }
}
