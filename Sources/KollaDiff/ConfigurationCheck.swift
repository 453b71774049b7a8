internal import FoundationEssentials
internal import Git
internal import KayobeConfig

/// What must be there for Kayobe to be run on a tree at all.
enum ConfigurationCheck {
    static func check(tree: String, environment: String?, side: String) throws(KollaDiffError) {
        let manager = FileManager.default
        var isDirectory = false
        guard manager.fileExists(atPath: tree + "/etc/kayobe", isDirectory: &isDirectory), isDirectory else {
            throw KollaDiffError(
                .notAKayobeConfiguration, operation: "read \(side)",
                message: "there is no directory etc/kayobe; is this a Kayobe configuration?")
        }
        let environments = tree + "/etc/kayobe/environments"
        let known = ((try? manager.contentsOfDirectory(atPath: environments)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
        guard let environment else { return }
        guard known.contains(environment) else {
            throw KollaDiffError(
                .unknownEnvironment, operation: "read \(side)",
                message: "there is no environment `\(environment)`"
                    + (known.isEmpty ? "; the configuration has none" : "; there is: " + known.joined(separator: ", ")))
        }
    }

    /// Finds in a moment what Ansible would find after a minute: variables that are no YAML, environments that are not there.
    /// - Throws: `.invalidConfiguration` with file, line and column of every problem.
    static func variables(of snapshot: RepositorySnapshot, environment: String?, side: String) throws(KollaDiffError) {
        let problems: [ConfigurationProblem]
        var choices: [String] = []
        do throws(GitError) {
            let configuration = try KayobeConfiguration(snapshot)
            problems = try configuration.problemsOfReading(environment: environment)
            if environment == nil {
                let (inventory, unknown) = try configuration.inventory()
                if unknown.isEmpty, inventory.hosts(in: "overcloud").isEmpty {
                    choices = configuration.environments.filter { !$0.isShared }.map(\.name)
                }
            }
        } catch { throw KollaDiffError(error) }
        guard choices.isEmpty else {
            throw KollaDiffError(
                .unknownEnvironment, operation: "read \(side)",
                message: "without an environment the inventory has no hosts; name one with --environment: "
                    + choices.joined(separator: ", "))
        }
        guard !problems.isEmpty else { return }
        throw KollaDiffError(
            .invalidConfiguration, operation: "read \(side)",
            message: (problems.count == 1 ? "" : "\(problems.count) problems\n") + problems.map(\.quoted).joined(separator: "\n"))
    }

    /// What a revision of a configuration is deployed with.
    /// - Parameters:
    ///   - tree: where its files are.
    ///   - kollaAnsible: what the user asks for.
    static func pins(
        of snapshot: RepositorySnapshot, tree: String, environment: String?, kollaAnsible: String?, side: String
    ) throws(KollaDiffError) -> ReleasePins {
        let files = try RequirementFiles(tree: tree, side: side)
        let source: KollaAnsibleSource
        do throws(GitError) { source = try KayobeConfiguration(snapshot).kollaAnsibleSource(environment: environment) } catch {
            throw KollaDiffError(error)
        }
        return try ReleasePins(files: files, source: source, kollaAnsible: kollaAnsible)
    }

    /// - Returns: the text of `requirements.txt`.
    static func requirements(of tree: String, side: String) throws(KollaDiffError) -> String {
        guard let data = try? Data(contentsOf: URL(filePath: tree + "/requirements.txt")) else {
            throw KollaDiffError(
                .pinMissing, operation: "read \(side)",
                message: "there is no requirements.txt; add one with the release of Kayobe, such as `kayobe==18.6.0`")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
