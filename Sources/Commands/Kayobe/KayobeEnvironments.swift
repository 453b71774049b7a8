internal import ArgumentParser
internal import Git
internal import KayobeConfig
internal import KollaDiff

/// `slipway kayobe environments`
struct KayobeEnvironments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environments",
        abstract: "List the environments, what they depend on, and their hosts.",
        discussion: """
            EXAMPLES
              slipway kayobe environments
              slipway kayobe environments --revision v1.2 --format json
            """)

    @Option(help: ArgumentHelp("Any revision. Default: the files as they are now.", valueName: "revision"))
    var revision: String?

    @Option(help: "How to write them: text or json.")
    var format = DataFormat.text

    @OptionGroup var location: LocationOptions

    /// What `--format json` prints; `version` changes when a field changes its meaning.
    private struct Listing: Encodable {
        struct Environment: Encodable {
            var name: String
            /// As `.kayobe-environment` names them.
            var dependencies: [String]
            /// All environments that are read for it, the most general first, itself last.
            var order: [String]
            /// Only there for others to depend on.
            var isShared: Bool
            /// Hosts of the overcloud.
            var hosts: [String]
            var groups: [String: [String]]
        }
        var version = 1
        var environments: [Environment]
        var problems: [ConfigurationProblem]
    }

    func run() throws {
        try location.enter()
        let configuration: KayobeConfiguration
        do {
            let repository = try Repository(discovering: ".", keepingNewObjectsInMemory: true)
            let source = revision.map { RevisionSource.revision($0) } ?? .workingTree
            let files = try source.resolve(in: repository).files
            configuration = try KayobeConfiguration(RepositorySnapshot(of: SharedRepository(repository), treeish: files))
        } catch let error as KollaDiffError { throw CommandFailure(error) } catch let error as GitError {
            throw CommandFailure(error.code == .notARepository ? .invalidConfiguration : .systemFailed, error.description)
        }
        guard configuration.baseDirectory != nil else {
            throw CommandFailure(.invalidConfiguration, configuration.problems.map(\.description).joined(separator: "\n"))
        }
        let listing = try listing(configuration)
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(listing))
        case .text:
            Console.write(text(of: listing))
            for problem in listing.problems { Console.note(problem.description) }
        }
        if listing.problems.contains(where: { $0.severity == .error }) { throw CommandFailure(.invalidConfiguration) }
    }

    private func listing(_ configuration: KayobeConfiguration) throws -> Listing {
        var problems = configuration.problems
        var environments: [Listing.Environment] = []
        for environment in configuration.environments {
            let (inventory, found) = try configuration.inventory(environment: environment.name)
            for problem in found where !problems.contains(problem) { problems.append(problem) }
            let groups = inventory.groups.keys.reduce(into: [String: [String]]()) { groups, group in
                let hosts = inventory.hosts(in: group)
                if !hosts.isEmpty { groups[group] = hosts }
            }
            environments.append(
                Listing.Environment(
                    name: environment.name, dependencies: environment.dependencies, order: environment.order,
                    isShared: environment.isShared, hosts: inventory.hosts(in: "overcloud"), groups: groups))
        }
        return Listing(environments: environments, problems: problems)
    }

    private func text(of listing: Listing) -> String {
        if listing.environments.isEmpty { return "The configuration has no environments.\n" }
        let rows = listing.environments.map { environment in
            [
                environment.name, environment.dependencies.isEmpty ? "-" : environment.dependencies.joined(separator: ", "),
                environment.isShared ? "(shared)" : hosts(environment.hosts),
            ]
        }
        return TextTable.text([["ENVIRONMENT", "DEPENDS ON", "HOSTS"]] + rows)
    }

    private func hosts(_ hosts: [String]) -> String {
        if hosts.isEmpty { return "none" }
        let shown = hosts.prefix(8).joined(separator: " ")
        return "\(hosts.count): \(shown)" + (hosts.count > 8 ? " …" : "")
    }
}
