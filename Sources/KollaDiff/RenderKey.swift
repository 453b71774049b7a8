internal import FoundationEssentials

/// Everything beside the configuration itself that decides what a render writes. With the redacted tree it names the render in the
/// cache; what is not here must not be able to change a rendered file.
struct RenderKey: Hashable, Sendable {
    var pair: PythonEnvironments.Pair
    var options: RenderOptions
    /// Where a render believes itself to be: paths may show in what it writes.
    var ground: String
    var driver = Driver.version
    var facts = RenderKey.exampleFacts

    /// In a fixed order.
    var inputs: [String] {
        [
            driver, facts, options.engine.rawValue, pair.kayobe, pair.kolla, pair.kayobeVersion, pair.kollaAnsibleVersion,
            pair.ansibleCoreVersion, ground, options.environment ?? "", options.completeTags.joined(separator: ","),
            options.kollaLimit ?? "",
        ] + options.extraVariables.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    }

    /// The facts of made-up hosts: they change when the way in which facts are made does. Those of the real hosts follow from the
    /// configuration.
    private static let exampleFacts: String = {
        let hosts = [("rocky", "9"), ("ubuntu", "noble"), ("debian", "bookworm")].map { distribution, release in
            HostDescription(
                name: distribution, groups: ["compute"], distribution: distribution, release: release,
                networks: [.init(name: "internal", interface: "bond0.2", address: "10.0.0.1", cidr: "10.0.0.0/24", mtu: 9000)])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let facts = try? SynthesisedFacts.facts(of: hosts), let data = try? encoder.encode(facts) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }()
}
