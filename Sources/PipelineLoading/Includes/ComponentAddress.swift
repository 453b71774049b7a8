/// `include:component`: `host/group/project/name@version`. Reference: https://docs.gitlab.com/ci/components/#use-a-component
struct ComponentAddress: Hashable {
    var host: String
    var project: String
    var name: String
    var version: String

    /// nil when the text is no address of a component.
    init?(_ text: String) {
        guard let at = text.firstIndex(of: "@") else { return nil }
        let parts = text[..<at].split(separator: "/", omittingEmptySubsequences: false)
        version = String(text[text.index(after: at)...])
        guard parts.count >= 4, !parts.contains(where: \.isEmpty), !version.isEmpty else { return nil }
        host = String(parts[0])
        name = String(parts[parts.count - 1])
        project = parts[1..<(parts.count - 1)].joined(separator: "/")
    }

    /// Where the component's file may be, in the order GitLab looks.
    var paths: [String] { ["templates/\(name).yml", "templates/\(name)/template.yml"] }

    /// The names of the components among the files of a project.
    static func names(in paths: [String]) -> [String] {
        var names: [String] = []
        for path in paths where path.hasPrefix("templates/") && path.hasSuffix(".yml") {
            let parts = path.dropFirst("templates/".count).dropLast(".yml".count).split(separator: "/")
            guard let name = parts.first, parts.count == 1 || (parts.count == 2 && parts[1] == "template") else { continue }
            names.append(String(name))
        }
        return names
    }
}

/// What `$[[ component.… ]]` stands for. Reference: https://docs.gitlab.com/ci/yaml/#speccomponent
struct ComponentFacts {
    var name: String
    var sha: String
    /// Empty when the commit was not published under a semantic version.
    var version: String
    /// As written behind the `@`.
    var reference: String

    subscript(_ key: String) -> String? {
        switch key {
        case "name": name
        case "sha": sha
        case "version": version
        case "reference": reference
        default: nil
        }
    }
}
