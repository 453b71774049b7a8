internal import Git

/// Where in a repository the Kayobe configuration lies, and what kayobe-automation is told about it.
struct BaseDirectory {
    /// Relative to the top, without a slash at the end; nil when no Kayobe configuration was found.
    var path: String?
    /// `KAYOBE_ENVIRONMENT` of `.automation.conf/config.sh`, when it is a plain word there.
    var defaultEnvironment: String?

    /// The setting of kayobe-automation wins, then `etc/kayobe`, then the only other directory of that name.
    static func detect(
        in files: ConfigurationFiles, problems: inout [ConfigurationProblem]
    ) throws(GitError) -> BaseDirectory {
        let settings = try automationSettings(in: files)
        var base = BaseDirectory(path: nil, defaultEnvironment: settings["KAYOBE_ENVIRONMENT"])
        if let configured = settings["KAYOBE_CONFIG_SOURCE_PATH"], let source = insideRepository(configured) {
            let path = source.isEmpty ? "etc/kayobe" : source + "/etc/kayobe"
            if try files.isDirectory(path) {
                base.path = path
                return base
            }
            problems.append(
                ConfigurationProblem(
                    .error, file: automationFile, "KAYOBE_CONFIG_SOURCE_PATH leads to \(path), which does not exist"))
        }
        if try files.isDirectory("etc/kayobe") {
            base.path = "etc/kayobe"
            return base
        }
        var candidates: Set<String> = []
        for path in try files.paths() {
            if let range = path.firstRange(of: "/etc/kayobe/") { candidates.insert(path[..<range.lowerBound] + "/etc/kayobe") }
        }
        switch candidates.count {
        case 1: base.path = candidates.first
        case 0: problems.append(ConfigurationProblem(.error, "there is no directory etc/kayobe: this is no Kayobe configuration"))
        default:
            problems.append(
                ConfigurationProblem(
                    .error, "there are several Kayobe configurations: \(candidates.sorted().joined(separator: ", "))"))
        }
        return base
    }

    private static let automationFile = ".automation.conf/config.sh"

    /// The plain assignments of kayobe-automation's settings: `NAME=value`, `export NAME="value"`, `NAME=${NAME:-value}`.
    private static func automationSettings(in files: ConfigurationFiles) throws(GitError) -> [String: String] {
        guard let text = try files.text(automationFile) else { return [:] }
        var settings: [String: String] = [:]
        for raw in text.split(whereSeparator: \.isNewline) {
            var line = raw.trimmingPrefix(while: \.isWhitespace)
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmingPrefix(while: \.isWhitespace) }
            guard let equals = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<equals])
            guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { continue }
            let value = InventoryWords.split(line[line.index(after: equals)...]).first ?? ""
            settings[name] = withoutDefaultSyntax(value, name: name)
        }
        return settings
    }

    /// `value` for `${NAME:-value}` and `${NAME:=value}`.
    private static func withoutDefaultSyntax(_ value: String, name: String) -> String {
        for opening in ["${\(name):-", "${\(name):=", "${\(name)-"] where value.hasPrefix(opening) && value.hasSuffix("}") {
            return String(value.dropFirst(opening.count).dropLast())
        }
        return value
    }

    /// A path below the top of the repository; nil for one that only the shell can tell.
    private static func insideRepository(_ path: String) -> String? {
        var path = path[...]
        for root in ["${KAYOBE_AUTOMATION_REPO_ROOT}", "$KAYOBE_AUTOMATION_REPO_ROOT"] where path.hasPrefix(root) {
            path = path.dropFirst(root.count).drop { $0 == "/" }
        }
        guard !path.contains("$"), !path.contains("`"), !path.hasPrefix("/") else { return nil }
        let components = path.split(separator: "/").filter { $0 != "." }
        return components.contains("..") ? nil : components.joined(separator: "/")
    }
}
