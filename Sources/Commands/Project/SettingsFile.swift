internal import Glibc
internal import PipelineModel
internal import YAML

/// One settings file:
///
///     projects: {group/project: ../project, other/project: git@gitlab.example.org:other/project.git}
///     templates: ~/src/gitlab/lib/gitlab/ci/templates
///     fetch: true
///     protected_branches: [main, stable/*]
///     variables: {NAME: value}
///     secrets: …
///     id_tokens: …
///
/// Paths are relative to the file's directory; `~/` is the user's home. See `VariableEntries` and `SecretsSection` for the last three.
enum SettingsFile {
    private static let keys = [
        "projects", "templates", "fetch", "protected_branches", "protected_tags", "variables", "secrets", "id_tokens",
    ]

    static func read(_ file: UserFile) throws -> Settings {
        let reader = UserFileReader(file)
        var settings = Settings()
        if let root = reader.root("a mapping of settings") {
            reader.checkKeys(of: root, "settings", allowed: keys)
            for entry in root.entries where !entry.value.isNull {
                read(entry.key.text ?? "", entry.value, into: &settings, reader)
            }
        }
        try reader.finish()
        if settings.variables.contains(where: \.variable.isMasked) { try file.requirePrivacy(because: "masked variables") }
        return settings
    }

    private static func read(_ key: String, _ value: Node, into settings: inout Settings, _ reader: UserFileReader) {
        switch key {
        case "projects": settings.projects = projects(value, reader)
        case "templates": settings.templates = reader.string(value, key).map { path($0, reader.file) }
        case "fetch": settings.fetch = reader.boolean(value, key)
        case "protected_branches": settings.protectedBranches = reader.strings(value, key)
        case "protected_tags": settings.protectedTags = reader.strings(value, key)
        case "variables":
            if let mapping = reader.mapping(value, key) { settings.variables = VariableEntries.read(mapping, reader) }
        case "secrets": SecretsSection.secrets(value, into: &settings.secrets, reader)
        case "id_tokens": SecretsSection.tokens(value, into: &settings.secrets, reader)
        default: break
        }
    }

    private static func projects(_ node: Node, _ reader: UserFileReader) -> [String: Settings.ProjectPlace] {
        var projects: [String: Settings.ProjectPlace] = [:]
        for entry in reader.mapping(node, "projects")?.entries ?? [] {
            let name = entry.key.text ?? ""
            if !name.contains("/") || name.hasPrefix("/") || name.hasSuffix("/") {
                reader.error("projects: \"\(name)\" is no path of a project", at: entry.key, help: "for example group/project")
            }
            guard let place = reader.string(entry.value, "projects: \(name)") else { continue }
            projects[name] = isRemote(place) ? .remote(place) : .directory(path(place, reader.file))
        }
        return projects
    }

    /// `https://…`, `ssh://…` or `host:path`, as git tells them from paths.
    private static func isRemote(_ place: String) -> Bool {
        if place.contains("://") { return true }
        guard let colon = place.firstIndex(of: ":") else { return false }
        return !place[..<colon].contains("/")
    }

    static func path(_ text: String, _ file: UserFile) -> String {
        if text.hasPrefix("/") { return text }
        if text == "~" || text.hasPrefix("~/"), let home = getenv("HOME") {
            return String(cString: home) + text.dropFirst()
        }
        let directory = file.path.lastIndex(of: "/").map { String(file.path[...$0]) } ?? ""
        let path = directory + text
        if path.hasPrefix("/") { return path }
        guard let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }
}
