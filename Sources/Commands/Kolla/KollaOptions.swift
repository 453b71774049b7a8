internal import ArgumentParser
internal import FoundationEssentials
internal import KollaDiff

/// What `slipway kolla diff` and `slipway kolla render` have in common. The environment variables are those of kayobe-automation.
struct KollaOptions: ParsableArguments {
    @Option(
        name: .customLong("environment"),
        help: ArgumentHelp("The Kayobe environment. Default: $KAYOBE_ENVIRONMENT.", valueName: "name"))
    var environments: [String] = []

    @Option(
        name: .customLong("vault-id"),
        help: ArgumentHelp(
            "A vault password with its vault id, as with ansible-playbook: label@file, label@program or label@prompt; may be given several times. Default: $ANSIBLE_VAULT_IDENTITY_LIST.",
            valueName: "label@source"))
    var vaultIDs: [String] = []

    @Option(
        name: .customLong("vault-password-file"),
        help: ArgumentHelp(
            "A file with the password of the vaulted files, or a program that prints it; may be given several times. Default: $KAYOBE_VAULT_PASSWORD.",
            valueName: "file"))
    var vaultPasswordFiles: [String] = []

    @Option(
        name: .customLong("kolla-tags"),
        help: ArgumentHelp("Render only the roles with these tags, separated by commas. Default: $KOLLA_TAGS.", valueName: "tags"))
    var kollaTags: String?

    @Option(
        name: .customLong("kolla-limit"),
        help: ArgumentHelp("Render only for these hosts. Default: $KOLLA_LIMIT.", valueName: "pattern"))
    var kollaLimit: String?

    @Option(
        name: .customLong("kolla-ansible"),
        help: ArgumentHelp(
            "The Kolla Ansible to render with, as pip spells it. Default: what belongs to the pinned Kayobe.",
            valueName: "requirement"))
    var kollaAnsible: String?

    @Flag(help: "Ask no server: take pins and branches as they were installed last.")
    var offline = false

    @Option(
        help: ArgumentHelp(
            "What runs Ansible's tasks: driver, in one process, or stock, Ansible as it is. Both write the same files; stock takes ten times as long.",
            valueName: "engine"))
    var engine = RenderEngine.driver

    @Flag(help: "Render everything anew, whatever earlier renders left in the cache.")
    var fresh = false

    @Option(
        name: [.customShort("e"), .customLong("extra-var")],
        help: ArgumentHelp(
            "A variable of Kayobe that wins over the configuration's, as with kayobe -e; may be given several times.",
            valueName: "name=value"))
    var extraVariables: [String] = []

    /// Reads the vault passwords, too.
    /// - Throws: `CommandFailure`, as when a password file cannot be read.
    func renderOptions(_ variables: [String: String] = ProcessInfo.processInfo.environment) async throws -> RenderOptions {
        func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let listed = variable("ANSIBLE_VAULT_IDENTITY_LIST").map { $0.split { $0 == "," || $0 == " " }.map(String.init) } ?? []
        var sources = try (vaultIDs.isEmpty ? listed : vaultIDs).map(VaultSecretSource.init(id:))
        sources += vaultPasswordFiles.map(VaultSecretSource.init(file:))
        var secrets: [VaultSecret] = []
        for source in sources { secrets.append(try await source.secret()) }
        if vaultPasswordFiles.isEmpty, let password = variable("KAYOBE_VAULT_PASSWORD") {
            secrets.append(.init(password: password))
        }
        return RenderOptions(
            environment: environments.first ?? variable("KAYOBE_ENVIRONMENT"), vaultSecrets: secrets,
            kollaTags: (kollaTags ?? variable("KOLLA_TAGS") ?? "").split { $0 == "," || $0 == " " }.map(String.init),
            kollaLimit: kollaLimit ?? variable("KOLLA_LIMIT"), kollaAnsible: kollaAnsible, offline: offline, engine: engine,
            extraVariables: try variablesGiven(), isFresh: fresh)
    }
}

extension KollaOptions {
    private func variablesGiven() throws -> [String: String] {
        var variables: [String: String] = [:]
        for text in extraVariables {
            guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
                throw CommandFailure(.usage, "--extra-var \"\(text)\" is not a name and a value: write name=value")
            }
            variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        return variables
    }
}

extension RenderEngine: ExpressibleByArgument {}

extension CommandFailure {
    /// - Parameter environment: where it happened, when that is not plain.
    init(_ error: KollaDiffError, in environment: String? = nil) {
        let place = environment.map { $0 + ": " } ?? ""
        self.init(error.isConfigurationProblem ? .invalidConfiguration : .systemFailed, place + error.description)
    }
}
