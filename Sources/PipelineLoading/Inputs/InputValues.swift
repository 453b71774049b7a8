internal import PipelineModel
internal import RegularExpressions
internal import YAML

/// The inputs a configuration declares in its header, with the values it was given.
/// Reference: https://docs.gitlab.com/ci/inputs/
struct InputValues {
    private(set) var values: [String: Node] = [:]
    /// Declared, with or without a usable value.
    private(set) var names: Set<String> = []
    private let declared: Mapping
    private let given: Mapping?
    private let place: Node
    private let scope: Scope
    private var pending: [String] = []

    /// - Parameters:
    ///   - declared: definitions by name: `spec:inputs`.
    ///   - given: values by name, from `include:inputs`, `trigger:inputs` or the command line.
    ///   - place: where a missing value is reported.
    init(declared: Mapping, given: Mapping?, at place: Node, in scope: Scope) {
        self.declared = declared
        self.given = given
        self.place = place
        self.scope = scope
        names = Set(declared.entries.compactMap(\.key.text))
        var done: Set<String> = []
        for name in declared.entries.compactMap(\.key.text) { resolve(name, &done) }
        for entry in given?.entries ?? [] where !names.contains(entry.key.text ?? "") {
            let name = entry.key.text ?? ""
            scope.problems.add(
                .error, "unknown-input", "unknown input arguments: \(name)", at: entry.key,
                help: Spelling.help(for: name, among: names))
        }
    }

    /// Finds the value of an input, those its rules ask for first.
    private mutating func resolve(_ name: String, _ done: inout Set<String>) {
        guard let entry = declared.entry(name), !done.contains(name) else { return }
        if let start = pending.firstIndex(of: name) {
            let circle = (pending[start...] + [name]).joined(separator: " → ")
            scope.problems.add(
                .error, "input-circle", "the rules of inputs depend on each other: \(circle)", at: entry.key, identity: "circle")
            return
        }
        pending.append(name)
        defer {
            pending.removeLast()
            done.insert(name)
        }
        var definition = entry.value
        if let rules = definition["rules"], !rules.isNull {
            if let rule = matching(rules, &done) {
                definition = with(rule, definition)
            } else if definition["type"]?.string ?? "string" == "string", definition["default"] == nil {
                // An input that no rule gives a default is not asked for in GitLab's form, either, and is empty.
                definition = with(Self.emptyDefault(at: rules), definition)
            }
        }
        if let value = given?[name], !value.isNull {
            if check(value, against: definition, name) { values[name] = value }
        } else if let value = definition["default"] {
            if isAllowed(value, by: definition, name) { values[name] = value }
        } else {
            missing(name)
        }
    }

    private func missing(_ name: String) {
        let text = declared[name]?["description"]?.text ?? ""
        scope.problems.add(
            .error, "missing-input", "`\(name)` input: required value has not been provided", at: place,
            help: text.isEmpty ? nil : "\(name): \(text)", identity: name)
    }

    // MARK: - Rules

    /// The first rule of an input whose condition holds. Reference: https://docs.gitlab.com/ci/yaml/#specinputsrules
    private mutating func matching(_ rules: Node, _ done: inout Set<String>) -> Node? {
        for rule in rules.sequence ?? [] {
            guard let condition = rule["if"], !condition.isNull else { return rule }
            // A condition that cannot be read is reported where the header is checked.
            guard let text = condition.string, let expression = try? Expression(parsing: text) else { continue }
            var wanted: [String] = []
            _ = expression.replacingInputs {
                wanted.append($0)
                return .none
            }
            for name in wanted { resolve(name, &done) }
            let ready = expression.replacingInputs { name in
                switch values[name]?.value {
                case .bool(let value)?: .boolean(value)
                case .null?, nil: .none
                case .string?, .int?, .float?: .text(values[name]?.text ?? "")
                }
            }
            if ready.evaluate({ _ in nil }) { return rule }
        }
        return nil
    }

    /// A definition with the options and the default of a rule.
    private func with(_ rule: Node, _ definition: Node) -> Node {
        var mapping = definition.mapping ?? Mapping()
        for key in ["options", "default"] {
            if let entry = rule.mapping?.entry(key) { mapping.set(entry.key, to: entry.value) }
        }
        return definition.replacing(content: .mapping(mapping))
    }

    private static func emptyDefault(at place: Node) -> Node {
        func text(_ text: String) -> Node {
            Node(.scalar(Scalar(text, style: .doubleQuoted)), mark: place.mark, source: place.source)
        }
        var mapping = Mapping()
        mapping.set(text("default"), to: text(""))
        return place.replacing(content: .mapping(mapping))
    }

    // MARK: - Checks

    private func refuse(_ name: String, _ message: String, at node: Node, help: String? = nil) -> Bool {
        scope.problems.add(.error, "invalid-input", "`\(name)` input: \(message)", at: node, help: help)
        return false
    }

    private func check(_ value: Node, against definition: Node, _ name: String) -> Bool {
        let type = definition["type"]?.string ?? "string"
        guard InputDefinitionEntry.fits(value, type) else {
            let quotes = type == "string" && value.scalar != nil ? "put it in quotes: \"\(value.text ?? "")\"" : nil
            return refuse(name, "provided value is not \(type == "array" ? "an" : "a") \(type)", at: value, help: quotes)
        }
        guard isAllowed(value, by: definition, name) else { return false }
        if let pattern = definition["regex"]?.string, let text = value.string, let expression = try? RegularExpression(pattern),
            !expression.matches(text)
        {
            return refuse(
                name, "provided value does not match required RegEx pattern", at: value, help: "the pattern is \(pattern)")
        }
        return true
    }

    private func isAllowed(_ value: Node, by definition: Node, _ name: String) -> Bool {
        guard let options = definition["options"]?.sequence, !value.isNull else { return true }
        let known = options.compactMap(\.text)
        if let items = value.sequence {
            let surplus = items.compactMap(\.text).filter { !known.contains($0) }
            if surplus.isEmpty { return true }
            return refuse(
                name, "\(surplus.joined(separator: ", ")) cannot be used because it is not in the list of allowed options",
                at: value)
        }
        let text = value.text ?? ""
        if known.contains(text) { return true }
        let article = definition["type"]?.string == "number" ? "the allowed" : "allowed"
        return refuse(
            name, "`\(text)` cannot be used because it is not in the list of \(article) options", at: value,
            help: Spelling.help(for: text, among: known) ?? "the options are \(known.joined(separator: ", "))")
    }
}
