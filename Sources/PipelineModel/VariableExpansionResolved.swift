/// A job's variables as the job sees them: layers merged by precedence, references expanded.
///
/// GitLab expands first, in the order of dependence, and leaves alone what it does not know, raw variables and file variables;
/// then the runner expands what is left in one pass. Both passes are done here. A variable that takes part in a circle of
/// references is not expanded by the first pass; raw variables (`expand: false`) by neither. A variable may refer to the value
/// that a lower layer gives its own name. What nobody defines becomes empty.
/// Reference: https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
package struct ResolvedVariables: Sendable {
    /// One entry a key: where the key was first seen, lowest layer first. Values are expanded.
    package private(set) var variables: [Variable]
    private let places: [String: Int]

    /// - Parameter filePath: where the file of a file variable will be. References to file variables become that path; without
    ///   it, the content.
    package init(layers: VariableLayers, filePath: ((String) -> String)? = nil) {
        let scope = VariableScope(layers: layers, for: .runner)
        var merged: [Variable] = []
        var places: [String: Int] = [:]
        for layer in layers.inOrder {
            for variable in layer {
                if let place = places[variable.key] {
                    merged[place] = variable
                } else {
                    places[variable.key] = merged.count
                    merged.append(variable)
                }
            }
        }
        for index in merged.indices where merged[index].mayRefer {
            merged[index].value = scope.value(merged[index].key) ?? merged[index].value
        }
        let byGitLab = merged
        func get(_ key: String) -> String {
            guard let place = places[key] else { return "" }
            let variable = byGitLab[place]
            return variable.isFile ? filePath?(key) ?? variable.value : variable.value
        }
        for index in merged.indices where merged[index].mayRefer {
            merged[index].value = VariableExpansion.expandAtRunner(merged[index].value, get)
        }
        self.variables = merged
        self.places = places
    }

    /// The variable with that name, expanded.
    package subscript(key: String) -> Variable? { places[key].map { variables[$0] } }

    /// The value of the variable with that name, expanded.
    package func value(_ key: String) -> String? { self[key]?.value }

    /// Replaces the references in a text as the runner does: `artifacts:paths`, `cache:key`, `image`, …
    package func expand(_ text: String) -> String {
        VariableExpansion.expandAtRunner(text) { value($0) ?? "" }
    }
}

extension Variable {
    /// False for what no pass would change: most variables have plain values, and a job has a hundred.
    fileprivate var mayRefer: Bool { !isRaw && value.utf8.contains(where: VariableExpansion.isReferenceSign) }
}
