internal import PipelineModel
internal import RegularExpressions
internal import YAML

/// The inputs a configuration declares in its header, with the values it was given.
/// Reference: https://docs.gitlab.com/ci/inputs/
struct InputValues {
    private(set) var values: [String: Node] = [:]
    /// Declared, with or without a usable value.
    private(set) var names: Set<String> = []

    /// - Parameters:
    ///   - header: the first document, with `spec`; nil when there is none.
    ///   - given: values by name, from `include:inputs`, `trigger:inputs` or the command line.
    ///   - place: where a missing value is reported.
    init(header: Node?, given: Mapping?, at place: Node, in scope: Scope) {
        let declared = header?["spec"]?["inputs"]?.mapping ?? Mapping()
        for entry in declared.entries {
            guard let name = entry.key.text else { continue }
            names.insert(name)
            if let value = given?[name] {
                if Self.check(value, against: entry.value, name, in: scope) { values[name] = value }
            } else if let value = entry.value["default"] {
                values[name] = value
            } else if entry.value["rules"] != nil {
                scope.error(
                    ":spec:inputs:\(name)", "not available yet: rules of inputs", at: entry.key, code: "input-not-available")
            } else {
                scope.problems.add(
                    .error, "missing-input", "`\(name)` input: required value has not been provided", at: place,
                    identity: name)
            }
        }
        for entry in given?.entries ?? [] where !names.contains(entry.key.text ?? "") {
            let name = entry.key.text ?? ""
            scope.problems.add(
                .error, "unknown-input", "unknown input arguments: \(name)", at: entry.key,
                help: Spelling.help(for: name, among: names))
        }
    }

    private static func check(_ value: Node, against definition: Node, _ name: String, in scope: Scope) -> Bool {
        let type = definition["type"]?.string ?? "string"
        func refuse(_ message: String) -> Bool {
            scope.problems.add(.error, "invalid-input", "`\(name)` input: \(message)", at: value)
            return false
        }
        guard InputDefinitionEntry.fits(value, type) else {
            return refuse("provided value is not \(type == "array" ? "an" : "a") \(type)")
        }
        if let options = definition["options"]?.sequence, !options.contains(where: { $0.text == value.text }) {
            return refuse("`\(value.text ?? "")` cannot be used because it is not in the list of allowed options")
        }
        if let pattern = definition["regex"]?.string, let text = value.string {
            guard let expression = try? RegularExpression(pattern), expression.matches(text) else {
                return refuse("provided value does not match required RegEx pattern")
            }
        }
        return true
    }
}
