/// What other versions of Kayobe and Kolla Ansible add to a plan.
/// Reference: https://docs.openstack.org/kayobe/latest/upgrading.html
struct ReleaseUpgrade: Sendable {
    /// Hosts that Kayobe manages beside those of the cloud.
    struct SeedHosts: Hashable, Sendable {
        var seeds: [String] = []
        var hypervisors: [String] = []
    }

    private let base: RenderedRevision.Record
    private let head: RenderedRevision.Record
    private let seed: SeedHosts

    init(base: RenderedRevision.Record, head: RenderedRevision.Record, seed: SeedHosts = SeedHosts()) {
        self.base = base
        self.head = head
        self.seed = seed
    }

    private enum Direction { case same, forward, backward }

    private var direction: Direction {
        for (old, new) in [(base.kollaAnsible, head.kollaAnsible), (base.kayobe, head.kayobe)] {
            guard let old = OpenStackSeries(major: old), let new = OpenStackSeries(major: new), old != new else { continue }
            return old < new ? .forward : .backward
        }
        return .same
    }

    /// Whether all services move to another release of OpenStack, and with them their databases.
    var isUpgrade: Bool { direction == .forward }

    private var versions: String {
        var parts: [String] = []
        if base.kayobe != head.kayobe { parts.append("Kayobe \(base.kayobe) → \(head.kayobe)") }
        if base.kollaAnsible != head.kollaAnsible { parts.append("Kolla Ansible \(base.kollaAnsible) → \(head.kollaAnsible)") }
        return parts.joined(separator: ", ")
    }

    var notes: [String] {
        switch direction {
        case .same: return []
        case .backward: return ["the head has older pins than the base (\(versions))"]
        case .forward: break
        }
        var notes = [
            "this is an upgrade (\(versions)): `kayobe overcloud service upgrade` rolls it out, which brings the databases of the services along; `reconfigure` does not. Read the upgrade notes of both releases and of each service"
        ]
        if let old = OpenStackSeries(kollaAnsible: base.kollaAnsible), let new = OpenStackSeries(kollaAnsible: head.kollaAnsible) {
            if old.isSkipped(by: new) {
                notes.append("\(old) → \(new) skips one release, which is supported: both are SLURP releases")
            } else if !old.leads(to: new) {
                notes.append(
                    "\(old) → \(new) is not supported in one go: upgrade to each release in between, or from one SLURP release (2024.1, 2025.1) to the next"
                )
            }
        }
        return notes
    }

    /// What cannot be seen in the configuration.
    var notCovered: [String] {
        base.kayobe == head.kayobe || direction != .same
            ? [] : ["what Kayobe \(head.kayobe) itself does differently to hosts than Kayobe \(base.kayobe): see its release notes"]
    }

    /// Before anything else.
    func controlSteps(hosts: [String]) -> [RolloutPlan.Step] {
        if versions.isEmpty || direction == .backward { return [] }
        var steps = [
            RolloutPlan.Step(
                kind: .control, name: "control host",
                commands: ["pip install --upgrade --requirement requirements.txt", "kayobe control host upgrade"], reason: versions,
                causes: ["requirements.txt"], hosts: [])
        ]
        if !isUpgrade { return steps }
        func add(_ name: String, _ commands: [String], on hosts: [String], advice: [String]) {
            if hosts.isEmpty { return }
            steps.append(
                RolloutPlan.Step(
                    kind: .host, name: name, commands: commands, reason: "the hosts get what the new release needs",
                    causes: ["requirements.txt"], hosts: hosts, advice: advice))
        }
        func packages(_ target: String) -> [String] {
            [
                "Packages of the system are a step of their own, and come first: kayobe \(target) host package update --packages \"*\"."
            ]
        }
        add(
            "seed hypervisor upgrade", ["kayobe seed hypervisor host upgrade"], on: seed.hypervisors,
            advice: packages("seed hypervisor"))
        add("seed upgrade", ["kayobe seed host upgrade", "kayobe seed service upgrade"], on: seed.seeds, advice: packages("seed"))
        add("host upgrade", ["kayobe overcloud host upgrade"], on: hosts, advice: packages("overcloud"))
        return steps
    }

    /// A new release is rolled out by an upgrade of all services at once, in Kolla Ansible's own order, instead of step by step.
    /// - Parameters:
    ///   - steps: what a reconfiguration would take.
    ///   - restarts: all containers of the new release; `assessment` is of them.
    ///   - removed: containers that the upgrade itself removes.
    ///   - ironic: whether Ironic is among the services.
    func applied(
        to steps: [RolloutPlan.Step], hosts: [String], restarts: [String],
        assessment: (risks: [RolloutPlan.Risk], advice: [String]), removed: [String], ironic: Bool
    ) -> [RolloutPlan.Step] {
        let causes = Set(steps.flatMap(\.causes)).sorted()
        switch direction {
        case .same: return steps
        case .backward:
            return [
                RolloutPlan.Step(
                    kind: .manual, name: "back to an older release", commands: [],
                    reason:
                        "\(versions): no command goes back to an older release. Where the newer one was never rolled out there is nothing to do",
                    causes: causes, hosts: hosts, restarts: restarts,
                    risks: [
                        .init(
                            subject: "databases", severity: .critical,
                            text: "Services of the older release cannot use databases that the newer one has upgraded.")
                    ],
                    advice: ["The way back is a backup of the databases from before the upgrade."])
            ]
        case .forward: break
        }
        var advice = [
            "Back up the databases first (kayobe overcloud database backup), and keep the configuration that is in use for comparison (kayobe overcloud service configuration save).",
            "Images of your own are built and pushed before they are pulled (kayobe overcloud container image build --push).",
        ]
        if ironic {
            advice.append(
                "Ironic: the deployment images of the new release come first (kayobe overcloud deployment image build, or the URLs in ipa.yml), then kayobe baremetal compute update deployment image."
            )
        }
        advice += assessment.advice
        if !removed.isEmpty { advice.append("The upgrade itself removes \(removed.joined(separator: ", ")).") }
        let schemas = RolloutPlan.Risk(
            subject: "databases", severity: .critical,
            text: "The services upgrade their databases, and the older release cannot use them any more: only a backup leads back.",
            containers: [])
        return [
            RolloutPlan.Step(
                kind: .service, name: "upgrade",
                commands: ["kayobe overcloud container image pull", "kayobe overcloud service upgrade"],
                reason: "all services move to the new release; every container is made anew", causes: causes, hosts: hosts,
                restarts: restarts, risks: [schemas] + assessment.risks, advice: advice)
        ]
    }
}
