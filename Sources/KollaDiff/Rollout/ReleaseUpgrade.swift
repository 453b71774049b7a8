/// What other versions of Kayobe and Kolla Ansible add to a plan.
/// Reference: https://docs.openstack.org/kayobe/latest/upgrading.html
struct ReleaseUpgrade: Sendable {
    private let base: RenderedRevision.Record
    private let head: RenderedRevision.Record

    init(base: RenderedRevision.Record, head: RenderedRevision.Record) {
        self.base = base
        self.head = head
    }

    /// `20.6.0` → `20`: a series of OpenStack.
    private static func series(_ version: String) -> Substring { version.prefix { $0 != "." } }

    private var isNewSeries: Bool {
        Self.series(base.kollaAnsible) != Self.series(head.kollaAnsible) || Self.series(base.kayobe) != Self.series(head.kayobe)
    }

    private var versions: String {
        var parts: [String] = []
        if base.kayobe != head.kayobe { parts.append("Kayobe \(base.kayobe) → \(head.kayobe)") }
        if base.kollaAnsible != head.kollaAnsible { parts.append("Kolla Ansible \(base.kollaAnsible) → \(head.kollaAnsible)") }
        return parts.joined(separator: ", ")
    }

    var notes: [String] {
        isNewSeries
            ? ["this is an upgrade (\(versions)): read the release notes of each service, and upgrade one series at a time"] : []
    }

    /// What cannot be seen in the configuration.
    var notCovered: [String] {
        base.kayobe == head.kayobe || isNewSeries
            ? [] : ["what Kayobe \(head.kayobe) itself does differently to hosts than Kayobe \(base.kayobe): see its release notes"]
    }

    /// Before anything else.
    func controlSteps(hosts: [String]) -> [RolloutPlan.Step] {
        guard !versions.isEmpty else { return [] }
        var steps = [
            RolloutPlan.Step(
                kind: .control, name: "control host",
                commands: ["pip install --upgrade --requirement requirements.txt", "kayobe control host upgrade"], reason: versions,
                causes: ["requirements.txt"], hosts: [])
        ]
        if isNewSeries {
            steps.append(
                RolloutPlan.Step(
                    kind: .host, name: "host upgrade", commands: ["kayobe overcloud host upgrade"],
                    reason: "the hosts get what the new release needs", causes: ["requirements.txt"], hosts: hosts))
        }
        return steps
    }

    /// A new series is rolled out by an upgrade of all services at once, in Kolla Ansible's own order, instead of step by step.
    func applied(to steps: [RolloutPlan.Step]) -> [RolloutPlan.Step] {
        guard isNewSeries else { return steps }
        var advice: [String] = []
        for text in steps.flatMap(\.advice) where !advice.contains(text) { advice.append(text) }
        return [
            RolloutPlan.Step(
                kind: .service, name: "upgrade",
                commands: ["kayobe overcloud container image pull", "kayobe overcloud service upgrade"],
                reason: "all services move to the new release; every container is made anew",
                causes: Set(steps.flatMap(\.causes)).sorted(), hosts: Set(steps.flatMap(\.hosts)).sorted(by: countingOrder),
                restarts: Set(steps.flatMap(\.restarts)).sorted(), risks: steps.flatMap(\.risks), advice: advice)
        ]
    }
}
