package import Git
internal import YAML

/// A kayobe-config repository at one revision (or of a snapshot of the working tree), read from git data alone: nothing is checked
/// out, run or decrypted.
/// Reference: https://docs.openstack.org/kayobe/latest/configuration/kayobe.html
package struct KayobeConfiguration: Sendable {
    /// Relative to the top of the repository: `etc/kayobe`. Nil when the repository holds no Kayobe configuration.
    package let baseDirectory: String?
    /// Sorted by name.
    package let environments: [KayobeEnvironment]
    /// What kayobe-automation uses when nothing else is said.
    package let defaultEnvironment: String?
    /// From `requirements.txt` at the top.
    package let requirements: [RequirementPin]
    /// What is wrong with the layout and the environments. Reading an inventory has its own.
    package let problems: [ConfigurationProblem]

    let files: ConfigurationFiles

    /// Problems of the configuration are values in `problems`; only an unreadable repository throws.
    package init(_ snapshot: RepositorySnapshot) throws(GitError) {
        files = ConfigurationFiles(snapshot)
        var problems: [ConfigurationProblem] = []
        let base = try BaseDirectory.detect(in: files, problems: &problems)
        baseDirectory = base.path
        defaultEnvironment = base.defaultEnvironment
        let found: [KayobeEnvironment]
        if let path = base.path { found = try Self.environments(below: path, in: files, problems: &problems) } else { found = [] }
        environments = found
        requirements = try files.text("requirements.txt").map(RequirementPin.parse) ?? []
        if let name = base.defaultEnvironment, !name.isEmpty, !name.contains("$"), !found.contains(where: { $0.name == name }) {
            problems.append(ConfigurationProblem(.warning, "the default environment \(name) does not exist"))
        }
        self.problems = problems
    }

    /// Every file with encrypted content, wherever it lies, sorted by path. Reads the whole repository.
    package func vaultedFiles() throws(GitError) -> [VaultedFile] {
        var vaulted: [VaultedFile] = []
        for path in try files.paths() {
            if let bytes = try files.contents(path), let file = VaultedFile.inspect(bytes, path: path) { vaulted.append(file) }
        }
        return vaulted.sorted { $0.path < $1.path }
    }

    /// The version of Kayobe that is pinned: a release, or the reference of its repository.
    package var kayobeVersion: String? { requirements.first { $0.name == "kayobe" }?.version }

    package func environment(_ name: String) -> KayobeEnvironment? { environments.first { $0.name == name } }

    /// The inventory Ansible sees for an environment, or for the base alone: the base's first, then those of the environments it
    /// depends on, then its own. Kayobe's internal inventory adds only variables.
    package func inventory(
        environment: String? = nil
    ) throws(GitError) -> (inventory: Inventory, problems: [ConfigurationProblem]) {
        var inventory = Inventory()
        var problems: [ConfigurationProblem] = []
        for directory in layers(environment) {
            try inventory.read(directory: directory + "/inventory", of: files, problems: &problems)
        }
        return (inventory, problems)
    }

    /// The release an environment deploys; later layers override earlier ones, as the variable files do.
    package func release(environment: String? = nil) throws(GitError) -> ReleaseSettings {
        var settings = ReleaseSettings()
        for directory in layers(environment) {
            for name in try files.list(directory) ?? [] where [".yml", ".yaml", ".json"].contains(where: name.hasSuffix) {
                // What is no YAML (a vaulted file, a mistake) sets nothing; linting is not the business of this module.
                guard let bytes = try files.contents(directory + "/" + name), let root = try? Document.parse(bytes).first?.root
                else { continue }
                for entry in root.mapping?.entries ?? [] {
                    if let variable = entry.key.text, let value = entry.value.text { settings.set(variable, to: value) }
                }
            }
        }
        return settings
    }

    /// The directories Kayobe reads for an environment, lowest priority first.
    func layers(_ environment: String?) -> [String] {
        guard let baseDirectory else { return [] }
        let order = environment.map { self.environment($0)?.order ?? [$0] } ?? []
        return [baseDirectory] + order.map { baseDirectory + "/environments/" + $0 }
    }
}

extension KayobeConfiguration {
    private static func environments(
        below base: String, in files: ConfigurationFiles, problems: inout [ConfigurationProblem]
    ) throws(GitError) -> [KayobeEnvironment] {
        let directory = base + "/environments"
        var names: [String] = []
        for name in try files.list(directory) ?? [] where try files.isDirectory(directory + "/" + name) { names.append(name) }
        var dependencies: [String: [String]] = [:]
        for name in names {
            let file = "\(directory)/\(name)/.kayobe-environment"
            guard let bytes = try files.contents(file) else { continue }
            dependencies[name] = self.dependencies(bytes, file: file, problems: &problems)
            for dependency in dependencies[name] ?? [] where !names.contains(dependency) {
                problems.append(
                    ConfigurationProblem(
                        .error, file: file, "the environment \(dependency), on which \(name) depends, does not exist"))
            }
        }
        if names.contains("kayobe") {
            problems.append(ConfigurationProblem(.error, "the environment name kayobe is reserved for Kayobe itself"))
        }
        let needed = Set(dependencies.values.joined())
        var environments: [KayobeEnvironment] = []
        for name in names {
            var order = [name]
            switch EnvironmentOrder.resolve(name, dependencies: dependencies) {
            case .order(let resolved): order = resolved
            case .cycle(let cycle):
                problems.append(
                    ConfigurationProblem(
                        .error, file: "\(directory)/\(name)/.kayobe-environment",
                        "the dependencies of \(name) form a cycle: \(cycle.joined(separator: " → "))"))
            }
            let hasInventory = try files.isDirectory("\(directory)/\(name)/inventory")
            environments.append(
                KayobeEnvironment(
                    name: name, directory: "\(directory)/\(name)", dependencies: dependencies[name] ?? [], order: order,
                    isShared: needed.contains(name) && !hasInventory))
        }
        return environments
    }

    /// `dependencies` of a `.kayobe-environment` file: a list of names.
    private static func dependencies(_ bytes: [UInt8], file: String, problems: inout [ConfigurationProblem]) -> [String] {
        let root: Node
        do throws(YAMLError) {
            guard let first = try Document.parse(bytes).first?.root, !first.isNull else {
                problems.append(ConfigurationProblem(.error, file: file, "the file is empty; Kayobe expects a mapping"))
                return []
            }
            root = first
        } catch {
            problems.append(ConfigurationProblem(.error, file: file, line: error.line, error.message))
            return []
        }
        guard root.mapping != nil else {
            problems.append(ConfigurationProblem(.error, file: file, line: root.mark.line, "the file should be a mapping"))
            return []
        }
        guard let list = root["dependencies"] else { return [] }
        guard let items = list.sequence else {
            problems.append(
                ConfigurationProblem(.error, file: file, line: list.mark.line, "the dependencies field should be a list"))
            return []
        }
        var names: [String] = []
        for item in items {
            guard let name = item.string else {
                problems.append(
                    ConfigurationProblem(.error, file: file, line: item.mark.line, "dependency items should be strings"))
                continue
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
