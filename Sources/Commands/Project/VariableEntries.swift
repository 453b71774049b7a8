internal import PipelineModel
internal import YAML

/// Variables as a mapping of names to values, to `{value, masked, file, raw, protected, environment_scope}`, or to a list of these
/// for the values that one name has in different environments.
/// Reference: https://docs.gitlab.com/ci/variables/#define-a-cicd-variable-in-the-ui
enum VariableEntries {
    static let keys = ["value", "masked", "file", "raw", "protected", "environment_scope"]

    static func read(_ mapping: Mapping, _ reader: UserFileReader) -> [ScopedVariable] {
        mapping.entries.flatMap { entry -> [ScopedVariable] in
            let name = entry.key.text ?? ""
            guard isName(name[...]) else {
                reader.error("\"\(name)\" cannot be the name of a variable", at: entry.key, quoting: false)
                return []
            }
            guard let items = entry.value.sequence, items.allSatisfy({ $0.mapping != nil }), !items.isEmpty else {
                return variable(name, entry.value, reader).map { [$0] } ?? []
            }
            var variables: [ScopedVariable] = []
            for item in items {
                guard let variable = variable(name, item, reader) else { continue }
                if variables.contains(where: { $0.scope == variable.scope }) {
                    reader.error(
                        "\(name) has two values for the environment scope \(variable.scope.text)", at: item,
                        help: "give each value an environment_scope of its own", quoting: false)
                }
                variables.append(variable)
            }
            return variables
        }
    }

    private static func variable(_ name: String, _ node: Node, _ reader: UserFileReader) -> ScopedVariable? {
        if let value = node.text { return ScopedVariable(Variable(name, value)) }
        guard let fields = node.mapping, let value = fields["value"]?.text else {
            reader.error("\(name) needs a value, or a mapping with the key value", at: node, quoting: false)
            return nil
        }
        reader.checkKeys(of: fields, name, allowed: keys, quoting: false)
        var scoped = ScopedVariable(Variable(name, value))
        for field in fields.entries {
            let key = field.key.text ?? ""
            switch key {
            case "environment_scope":
                guard let scope = scope(field.value) else {
                    reader.error(
                        "\(name): environment_scope takes the name of an environment, * for any text in it", at: field.value,
                        help: "for example production/*", quoting: false)
                    continue
                }
                scoped.scope = scope
            case "masked", "file", "raw", "protected":
                guard let flag = reader.boolean(field.value, "\(name): \(key)", quoting: false) else { continue }
                switch key {
                case "masked": scoped.variable.isMasked = flag
                case "file": scoped.variable.isFile = flag
                case "raw": scoped.variable.isRaw = flag
                default: scoped.isProtected = flag
                }
            default: break
            }
        }
        return scoped
    }

    /// At most 255 characters, those of environment names and stars.
    private static func scope(_ node: Node) -> EnvironmentScope? {
        guard let text = node.text, !text.isEmpty, text.utf8.count <= 255,
            text.utf8.allSatisfy({
                isNameByte($0) || "/-. ${}*".utf8.contains($0)
            })
        else { return nil }
        return EnvironmentScope(text)
    }

    static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == 95 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
