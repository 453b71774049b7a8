internal import PipelineModel
internal import YAML

/// `variables`, of the pipeline and of jobs. Reference: https://docs.gitlab.com/ci/yaml/#variables
enum VariablesEntry {
    /// The top-level keyword, where a variable can have a description and options.
    static func readGlobal(_ node: Node, in scope: Scope) -> [GlobalVariable] {
        entries(node, ":variables", in: scope).compactMap { entry in
            guard entry.value.mapping != nil else {
                return variable(entry, ":variables", in: scope).map { GlobalVariable($0) }
            }
            let key = entry.key.text ?? ""
            let label = ":variables:\(key)"
            guard let definition = definition(entry, label, ["value", "description", "expand", "options"], in: scope) else {
                return nil
            }
            var options: [String] = []
            if let node = definition.mapping["options"] {
                options = scope.strings(node, label + " config options") ?? []
                if !options.isEmpty, !options.contains(definition.variable.value) {
                    let place = definition.mapping["value"] ?? entry.key
                    scope.error(
                        label + " config", "value must be present in options", at: place,
                        help: "the options are \(options.joined(separator: ", "))")
                }
            }
            let description = definition.mapping["description"].flatMap { scope.text($0, label + " config description") }
            return GlobalVariable(definition.variable, description: description, options: options)
        }
    }

    /// The keyword of a job, a rule or a service.
    static func read(_ node: Node, _ label: String = ":variables", in scope: Scope) -> [Variable] {
        entries(node, label, in: scope).compactMap { entry in
            guard entry.value.mapping != nil else { return variable(entry, label, in: scope) }
            return definition(entry, "\(label):\(entry.key.text ?? "")", ["value", "expand"], in: scope)?.variable
        }
    }

    private static func entries(_ node: Node, _ label: String, in scope: Scope) -> [Mapping.Entry] {
        if let mapping = node.mapping { return mapping.entries }
        if !node.isNull {
            scope.error(
                label + " config", "should be a hash of key value pairs", at: node, help: "write NAME: value, without dashes")
        }
        return []
    }

    private static func variable(_ entry: Mapping.Entry, _ label: String, in scope: Scope) -> Variable? {
        // GitLab takes no value for an empty one.
        guard let key = entry.key.text, let value = entry.value.isNull ? "" : text(of: entry.value) else {
            scope.error(
                "\(label):\(entry.key.text ?? "") config", "variable definition must be either a string or a hash", at: entry.value)
            return nil
        }
        return Variable(key, value)
    }

    /// `{value: …, expand: …}`.
    private static func definition(
        _ entry: Mapping.Entry, _ label: String, _ keys: [String], in scope: Scope
    ) -> (variable: Variable, mapping: Mapping)? {
        guard let mapping = entry.value.mapping, let key = entry.key.text else { return nil }
        for pair in mapping.entries where !keys.contains(pair.key.text ?? "") {
            scope.error(
                label + " config", "uses invalid data keys: \(pair.key.text ?? "")", at: pair.key, code: "unknown-keyword",
                help: Spelling.help(for: pair.key.text ?? "", among: keys))
        }
        var variable = Variable(key, "")
        if let value = mapping["value"], !value.isNull {
            guard let text = text(of: value) else {
                scope.error(label + " config value", "must be an alphanumeric string", at: value)
                return nil
            }
            variable.value = text
        }
        if let expand = mapping["expand"], !expand.isNull {
            variable.isRaw = scope.boolean(expand, label + " config expand") == false
        }
        return (variable, mapping)
    }

    /// A scalar as Ruby would print it after reading it: `0644` becomes 420 and `1.10` becomes 1.1, as it does on GitLab.
    static func text(of node: Node) -> String? {
        switch node.value {
        case .string(let text): text
        case .int(let value): String(value)
        case .bool(let value): String(value)
        case .float(let value): rubyText(value)
        case .null, nil: nil
        }
    }

    private static func rubyText(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let text = value.description
        // Ruby writes 1.0e+20 where Swift writes 1e+20.
        guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }
}
