/// A variable of a project as GitLab keeps it: for the environments that its scope names, and perhaps for protected refs only.
/// Reference: https://docs.gitlab.com/ci/environments/#limit-the-environment-scope-of-a-cicd-variable
package struct ScopedVariable: Hashable, Sendable {
    package var variable: Variable
    package var scope: EnvironmentScope
    /// True when only pipelines of protected branches and tags get it.
    package var isProtected: Bool

    package init(_ variable: Variable, scope: EnvironmentScope = .all, isProtected: Bool = false) {
        self.variable = variable
        self.scope = scope
        self.isProtected = isProtected
    }
}

/// Which environments a variable is for: a name in which `*` stands for any text, slashes included. Case matters.
package struct EnvironmentScope: Hashable, Sendable {
    package static let all = EnvironmentScope("*")

    package let text: String

    package init(_ text: String) { self.text = text }

    package func matches(_ environment: String) -> Bool {
        // The last star is the only one that ever has to take more: linear in most cases, quadratic at worst.
        let pattern = Array(text.utf8)
        let name = Array(environment.utf8)
        var (place, position) = (0, 0)
        var retry: (place: Int, position: Int)?
        while position < name.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                place += 1
                retry = (place, position)
            } else if place < pattern.count, pattern[place] == name[position] {
                place += 1
                position += 1
            } else if let last = retry {
                retry = (last.place, last.position + 1)
                (place, position) = (last.place, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Of two scopes that match the same name, the one with the higher number counts: the name itself over every pattern, and `*`
    /// below all. Among patterns, where GitLab leaves the order open, the one that spells out more.
    var precedence: Int {
        if self == .all { return 0 }
        return text.utf8.contains(UInt8(ascii: "*")) ? 1 + text.utf8.count { $0 != UInt8(ascii: "*") } : .max
    }
}

/// The variables of a project, its groups and its instance.
package struct ScopedVariables: Hashable, Sendable {
    /// Lowest precedence first. A level's variables hide those of lower levels whatever their scopes, as a project's hide its
    /// group's.
    package private(set) var levels: [[ScopedVariable]]

    package init(levels: [[ScopedVariable]] = []) { self.levels = levels }

    /// True when every environment has the same variables.
    package var areUnscoped: Bool { levels.allSatisfy { $0.allSatisfy { $0.scope == .all } } }

    /// Without those for protected refs.
    package var unprotected: ScopedVariables { ScopedVariables(levels: levels.map { $0.filter { !$0.isProtected } }) }

    /// What a job sees, each name once.
    /// - Parameter environment: the expanded name of the job's environment; nil for a job without, and wherever GitLab evaluates
    ///   rules and includes.
    package func variables(environment: String?) -> [Variable] {
        var chosen: [Variable] = []
        var places: [String: Int] = [:]
        for level in levels {
            let matching = level.enumerated().filter { _, candidate in
                candidate.scope == .all || environment.map(candidate.scope.matches) ?? false
            }
            let ordered = matching.sorted { ($0.element.scope.precedence, $0.offset) < ($1.element.scope.precedence, $1.offset) }
            for (_, candidate) in ordered {
                if let place = places[candidate.variable.key] {
                    chosen[place] = candidate.variable
                } else {
                    places[candidate.variable.key] = chosen.count
                    chosen.append(candidate.variable)
                }
            }
        }
        return chosen
    }
}

extension ScopedVariables: ExpressibleByArrayLiteral {
    /// Unscoped variables of one level.
    package init(arrayLiteral variables: Variable...) { self.init(levels: [variables.map { ScopedVariable($0) }]) }
}
