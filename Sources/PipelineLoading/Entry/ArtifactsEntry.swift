internal import PipelineModel
internal import YAML

/// `artifacts`. Reference: https://docs.gitlab.com/ci/yaml/#artifacts
enum ArtifactsEntry {
    private static let keys = [
        "name", "paths", "exclude", "untracked", "when", "expire_in", "expose_as", "access", "public", "reports",
    ]
    private static let access = ["none", "developer", "maintainer", "all"]

    static func read(_ node: Node, in scope: Scope) -> Artifacts? {
        guard let mapping = scope.mapping(node, ":artifacts", keys: keys) else { return nil }
        var artifacts = Artifacts()
        for entry in mapping.entries where !entry.value.isNull {
            let value = entry.value
            switch entry.key.text ?? "" {
            case "name": artifacts.name = scope.text(value, ":artifacts name")
            case "paths": artifacts.paths = scope.nestedStrings(value, ":artifacts paths", allowsString: false) ?? []
            case "exclude": artifacts.exclude = scope.nestedStrings(value, ":artifacts exclude", allowsString: false) ?? []
            case "untracked": artifacts.untracked = scope.boolean(value, ":artifacts untracked") ?? false
            case "when": artifacts.when = scope.choice(value, ":artifacts when") ?? .onSuccess
            case "expire_in": artifacts.expireIn = expiry(value, in: scope)
            case "expose_as": artifacts.exposeAs = exposure(value, mapping, in: scope)
            case "access": artifacts.access = scope.choice(value, ":artifacts access", from: access)
            case "public":
                if let isPublic = scope.boolean(value, ":artifacts public") { artifacts.access = isPublic ? "all" : "developer" }
                if mapping.contains("access") {
                    scope.error(":artifacts config", "these keys cannot be used together: access, public", at: entry.key)
                }
            case "reports": artifacts.reports = ReportsEntry.read(value, in: scope)
            default: break
            }
        }
        if artifacts.expireIn == nil, mapping["expire_in"]?.text != "never" { artifacts.expireIn = defaultExpiry }
        return artifacts
    }

    /// What an instance is set to when nobody changes it: 30 days.
    static let defaultExpiry = Duration.seconds(30 * 86_400)

    private static func expiry(_ node: Node, in scope: Scope) -> Duration? {
        node.string == "never" ? nil : scope.duration(node, ":artifacts expire in")
    }

    private static func exposure(_ node: Node, _ artifacts: Mapping, in scope: Scope) -> String? {
        let label = ":artifacts expose as"
        guard let name = scope.string(node, label) else { return nil }
        if name.unicodeScalars.count > 100 { scope.error(label, "is too long (maximum is 100 characters)", at: node) }
        let isWord = { (scalar: Unicode.Scalar) in scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" }
        let scalars = name.unicodeScalars
        if !(scalars.first.map(isWord) ?? false) || !scalars.allSatisfy({ isWord($0) || $0 == "-" || $0 == " " }) {
            scope.error(label, "can contain only letters, digits, '-', '_' and spaces", at: node)
        }
        guard let paths = artifacts["paths"]?.sequence, !paths.isEmpty else {
            scope.error(":artifacts paths", "can't be blank", at: node, code: "blank", help: "expose_as needs paths")
            return name
        }
        for path in paths where path.string?.contains("*") == true {
            scope.error(":artifacts paths", "can't contain '*' when used with 'expose_as'", at: path)
        }
        return name
    }
}
