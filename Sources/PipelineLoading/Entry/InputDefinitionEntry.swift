internal import RegularExpressions
internal import YAML

/// One declared input, of `spec:inputs` or of a job's `inputs`. Reference: https://docs.gitlab.com/ci/inputs/
enum InputDefinitionEntry {
    static let types = ["string", "number", "boolean", "array"]

    /// - Parameter requiresDefault: job inputs must have one.
    static func check(_ node: Node, _ label: String, at key: Node, in scope: Scope, requiresDefault: Bool = false) {
        if node.isNull, !requiresDefault { return }
        let keys = ["default", "description", "options", "regex", "type"] + (requiresDefault ? [] : ["rules"])
        guard let mapping = scope.mapping(node, label, keys: keys) else { return }
        if requiresDefault, mapping["default"] == nil {
            scope.error(label + " config", "missing required keys: default", at: key, code: "missing-keyword")
        }
        var type: String? = "string"
        if let node = mapping["type"], !node.isNull { type = scope.choice(node, label + " type", from: types) }
        if let value = mapping["default"], let type { checkType(value, type, label, in: scope) }
        if let options = mapping["options"], !options.isNull { checkOptions(options, type, label, in: scope) }
        if let description = mapping["description"], !description.isNull { _ = scope.text(description, label + " description") }
        if let regex = mapping["regex"], !regex.isNull { checkRegex(regex, mapping["default"], type, label, in: scope) }
        if let rules = mapping["rules"], !rules.isNull { checkRules(rules, mapping, label, in: scope) }
    }

    private static func checkOptions(_ node: Node, _ type: String?, _ label: String, in scope: Scope) {
        guard let items = node.sequence else {
            scope.error(label + " options", "should be an array", at: node)
            return
        }
        if items.count > 50 { scope.error(label + " config", "cannot define more than 50 options", at: node) }
        if type == "boolean" {
            scope.error(label, "Options can only be used with string and number inputs", at: node)
        }
    }

    private static func checkRegex(_ node: Node, _ value: Node?, _ type: String?, _ label: String, in scope: Scope) {
        guard let pattern = scope.string(node, label + " regex") else { return }
        if type == "number" || type == "boolean" || type == "array" {
            scope.error(label, "RegEx validation can only be used with string inputs", at: node)
            return
        }
        do {
            let expression = try RegularExpression(pattern)
            if let value, let text = value.string, !expression.matches(text) {
                scope.error(label, "default value does not match required RegEx pattern", at: value)
            }
        } catch {
            scope.error(label, "invalid regular expression", at: node, help: error.message)
        }
    }

    static func checkType(_ node: Node, _ type: String, _ label: String, in scope: Scope) {
        if node.isNull || fits(node, type) { return }
        scope.error(label, "default value is not \(type == "array" ? "an" : "a") \(type)", at: node)
    }

    /// True when a value is of an input's type.
    static func fits(_ node: Node, _ type: String) -> Bool {
        switch (type, node.value) {
        case ("string", .string?), ("number", .int?), ("number", .float?), ("boolean", .bool?): true
        case ("array", nil): node.sequence != nil
        default: false
        }
    }

    private static func checkRules(_ node: Node, _ input: Mapping, _ label: String, in scope: Scope) {
        for key in ["default", "options"] {
            if let entry = input.entry(key) {
                scope.error(label + " config", "these keys cannot be used together: rules, \(key)", at: entry.key)
            }
        }
        guard let items = node.sequence else {
            scope.error(label + ":rules config", "should be an array", at: node)
            return
        }
        for item in items {
            guard let rule = scope.mapping(item, label + ":rules:rule", keys: ["if", "options", "default"]) else { continue }
            if let condition = rule["if"] { _ = ExpressionEntry.read(condition, label + ":rules:rule if", in: scope) }
            if rule["default"] == nil {
                scope.error(label + ":rules:rule config", "missing required keys: default", at: item, code: "missing-keyword")
            }
        }
    }
}
