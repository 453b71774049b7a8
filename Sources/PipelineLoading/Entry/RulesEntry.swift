internal import PipelineModel
internal import YAML

/// `rules` of jobs, `workflow:rules` and `include:rules`. Reference: https://docs.gitlab.com/ci/yaml/#rules
enum RulesEntry {
    enum Kind {
        case job, workflow, include

        var keys: [String] {
            switch self {
            case .job: ["if", "changes", "exists", "when", "start_in", "allow_failure", "variables", "needs", "interruptible"]
            case .workflow: ["if", "changes", "exists", "when", "variables", "auto_cancel", "start_in", "allow_failure", "needs"]
            case .include: ["if", "changes", "exists", "when"]
            }
        }

        var whens: [When] {
            switch self {
            case .job: When.allCases
            case .workflow, .include: [.always, .never]
            }
        }
    }

    /// Lists in lists are flattened, as `!reference` makes them.
    static func read(_ node: Node, _ label: String = ":rules", kind: Kind = .job, in scope: Scope) -> [Rule]? {
        guard kind == .job else { return list(node, label, kind: kind, in: scope) }
        if let known = scope.cache.rules[ObjectIdentifier(node)] { return known }
        let rules = list(node, label, kind: kind, in: scope)
        scope.cache.rules.updateValue(rules, forKey: ObjectIdentifier(node))
        return rules
    }

    private static func list(_ node: Node, _ label: String, kind: Kind, in scope: Scope) -> [Rule]? {
        let message = "should be an array containing hashes and arrays of hashes"
        guard let items = node.sequence else {
            scope.error(label, message, at: node, help: "start each rule with a dash")
            return nil
        }
        if items.isEmpty {
            scope.error(label + " config", "can't be blank", at: node, code: "blank")
            return nil
        }
        var rules: [Rule] = []
        func flatten(_ items: [Node], _ level: Int) {
            for item in items {
                if let nested = item.sequence, level < 10 {
                    flatten(nested, level + 1)
                } else if let mapping = item.mapping {
                    rules.append(rule(mapping, item, label + ":rule", kind: kind, in: scope))
                } else {
                    scope.error(label, message, at: item)
                }
            }
        }
        flatten(items, 1)
        return rules
    }

    private static func rule(_ mapping: Mapping, _ node: Node, _ label: String, kind: Kind, in scope: Scope) -> Rule {
        scope.checkKeys(of: mapping, label, allowed: kind.keys)
        if mapping.isEmpty { scope.error(label + " config", "can't be blank", at: node, code: "blank") }
        var rule = Rule(location: scope.location(node))
        for entry in mapping.entries {
            guard let key = entry.key.scalar?.text else { continue }
            let value = entry.value
            if value.isNull {
                checkEmpty(key, entry.key, label, in: scope)
                continue
            }
            switch key {
            case "if": rule.condition = ExpressionEntry.read(value, label + " if", in: scope)
            case "changes": rule.changes = RuleChangesEntry.read(value, label + ":changes", in: scope)
            case "exists":
                rule.exists = RuleExistsEntry.read(value, label + ":exists", in: scope, allowsString: kind == .include)
            case "when": rule.when = scope.choice(value, label + " when", from: kind.whens)
            case "start_in": rule.startIn = StartInEntry.read(value, label + " start in", in: scope)
            case "allow_failure": rule.allowFailure = scope.boolean(value, label + " allow failure")
            case "variables": rule.variables = VariablesEntry.read(value, label + ":variables", in: scope)
            case "needs":
                rule.needs = NeedsEntry.read(value, label + ":needs", in: scope, allowsOtherPipelines: false)
            case "interruptible": rule.interruptible = scope.boolean(value, label + " interruptible")
            case "auto_cancel": rule.autoCancel = AutoCancelEntry.read(value, label + ":auto_cancel", in: scope)
            default: break
            }
        }
        checkDelay(rule, mapping, node, label, in: scope)
        return rule
    }

    private static func checkDelay(_ rule: Rule, _ mapping: Mapping, _ node: Node, _ label: String, in scope: Scope) {
        if rule.when == .delayed, !mapping.contains("start_in") {
            scope.error(
                label + " start in", "can't be blank", at: mapping["when"] ?? node, code: "blank",
                help: "say how long to wait, for example start_in: 30 minutes")
        } else if rule.when != .delayed, let entry = mapping.entry("start_in") {
            scope.error(label + " config", "contains disallowed keys: start_in", at: entry.key, help: "it needs when: delayed")
        }
    }

    /// GitLab takes an empty keyword for an absent one, except where that makes no sense.
    private static func checkEmpty(_ keyword: String, _ key: Node, _ label: String, in scope: Scope) {
        switch keyword {
        case "needs": scope.error(label + ":needs config", "can't be blank", at: key, code: "blank")
        case "if":
            scope.warning(label + " if", "is empty, so the rule always matches", at: key, code: "empty-keyword")
        default: break
        }
    }
}
