internal import Git
internal import Glibc
internal import PipelineModel
internal import SecretSources

/// What a user has set for Slipway: where other projects and templates are on this machine, and what GitLab keeps in a project's
/// settings.
struct Settings: Equatable, Sendable {
    /// Where a project of the GitLab server can be read.
    enum ProjectPlace: Hashable, Sendable {
        /// An absolute path.
        case directory(String)
        /// What git can fetch from.
        case remote(String)
    }

    /// By path on the server: `group/project`.
    var projects: [String: ProjectPlace] = [:]
    /// The directory for `include:template`, absolute.
    var templates: String?
    /// Whether includes may be fetched from other machines; nil when nothing is said.
    var fetch: Bool?
    var variables: [ScopedVariable] = []
    /// Names with `*` for any text; nil when nothing is said.
    var protectedBranches: [String]?
    var protectedTags: [String]?
    var secrets = SecretSettings()

    /// Reads `$XDG_CONFIG_HOME/slipway/settings.yml`, `.slipway/settings.yml` of the repository and the file that was named. Of
    /// each key, and of each project and variable, the last one counts.
    /// - Parameters:
    ///   - top: the repository's; nil outside one.
    ///   - file: `--settings`.
    static func read(repository top: String?, named file: String?) throws -> Settings {
        var settings = Settings()
        if let path = userPath, let file = try UserFile.possible(path) { settings.take(try SettingsFile.read(file)) }
        if let top, let file = try UserFile.possible(top + "/" + repositoryPath) {
            try requireUncommitted(top, file)
            settings.take(try SettingsFile.read(file))
        }
        if let file { settings.take(try SettingsFile.read(UserFile.named(file))) }
        return settings
    }

    private static let repositoryPath = ".slipway/settings.yml"

    /// Settings say where to fetch from and which programs to run: whoever clones a repository must not get them with it.
    private static func requireUncommitted(_ top: String, _ file: UserFile) throws {
        guard let repository = try? Repository(discovering: top), let head = try? repository.head().commit,
            (try? repository.entry(at: repositoryPath, in: head)) ?? nil != nil
        else { return }
        throw CommandFailure(
            .invalidConfiguration,
            "\(file.path) is committed, and settings are a person's own; take it out of the repository with git rm --cached "
                + "\(repositoryPath), or name it with --settings")
    }

    private static var userPath: String? {
        if let path = getenv("XDG_CONFIG_HOME").map({ String(cString: $0) }), path.hasPrefix("/") {
            return path + "/slipway/settings.yml"
        }
        guard let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") else { return nil }
        return home + "/.config/slipway/settings.yml"
    }

    private mutating func take(_ other: Settings) {
        projects.merge(other.projects) { $1 }
        templates = other.templates ?? templates
        fetch = other.fetch ?? fetch
        protectedBranches = other.protectedBranches ?? protectedBranches
        protectedTags = other.protectedTags ?? protectedTags
        secrets.take(other.secrets)
        for variable in other.variables {
            variables.removeAll { $0.variable.key == variable.variable.key && $0.scope == variable.scope }
            variables.append(variable)
        }
    }
}

extension SecretSettings {
    /// One source of secrets replaces all of an earlier file's, lest a secret be asked for where it is not expected any more.
    fileprivate mutating func take(_ other: SecretSettings) {
        if other.file != nil || other.vault != nil || other.command != nil {
            (file, vault, command) = (other.file, other.vault, other.command)
        }
        if other.tokenFile != nil || other.tokenCommand != nil {
            (tokenFile, tokenCommand) = (other.tokenFile, other.tokenCommand)
        }
    }
}
