import Glibc
import KollaDiff
import Testing

@Suite struct DiffTextTests {
    private static let diff = ConfigurationDiff(
        base: .init(
            revision: "main", commit: "0123456789abcdef0123456789abcdef01234567", title: "Before", kayobe: "18.6.0",
            kollaAnsible: "20.6.0"),
        head: .init(revision: "change", commit: nil, title: "After", kayobe: "18.6.0", kollaAnsible: "20.6.0"),
        environment: "production",
        hostClasses: [.init(name: "compute", hosts: ["cmp1", "cmp2"]), .init(name: "controllers", hosts: ["ctl1"])],
        changes: [
            .init(
                service: "nova-compute", path: "nova-compute/nova.conf", kind: .modified, hostClass: "compute",
                hosts: ["cmp1", "cmp2"],
                unifiedDiff: "--- a/nova-compute/nova.conf\n+++ b/nova-compute/nova.conf\n@@ -1 +1 @@\n-a = ```1\n+a = 2\n",
                addedLines: 1,
                removedLines: 1),
            .init(
                service: "prometheus", path: "prometheus/web.yml", kind: .modeChanged, hostClass: "controllers", hosts: ["ctl1"],
                unifiedDiff: "", addedLines: 0, removedLines: 0, oldMode: "0660", newMode: "0600"),
        ],
        secrets: [.init(file: "etc/kayobe/secrets.yml", name: "secrets_token", kind: .changed)], renderedFiles: 42, duration: 61.4,
        warnings: ["not rendered: /etc/x"])

    @Test func leavesContentsOutOfTheStatistics() {
        let text = DiffText(diff: Self.diff, statOnly: true).text
        #expect(!text.contains("@@"))
        #expect(text.contains("  nova-compute/nova.conf  2 hosts (cmp[1-2])  +1 −1             nothing that runs takes notice\n"))
        #expect(text.hasSuffix("\n2 changes to 2 files on 3 of 3 hosts, +1 −1 lines; 1 secret differs\n"))
    }

    @Test func coloursOnlyWhenAsked() {
        #expect(!DiffText(diff: Self.diff).text.contains("\u{1b}"))
        #expect(DiffText(diff: Self.diff, colour: true).text.contains("\u{1b}[32m+a = 2\u{1b}[0m\n"))
    }

    /// With everything that leaves the writer's own escape sequences, none that came from outside is left.
    @Test func outsideTextCannotDriveTheTerminal() throws {
        let evil = "\u{1b}[2J\u{9b}H\r\u{202e}"
        var diff = Self.diff
        diff.environment = evil
        diff.base.revision = evil
        diff.base.commit = evil
        diff.head.title = evil
        diff.head.kayobe = evil
        diff.warnings = [evil]
        diff.secrets = [.init(file: evil, name: evil, kind: .added)]
        diff.rollout = RolloutPlan(
            steps: [
                .init(
                    kind: .service, name: evil, commands: [evil], reason: evil, causes: [evil], hosts: [evil], restarts: [evil],
                    risks: [.init(subject: evil, severity: .critical, text: evil)], advice: [evil])
            ], notCovered: [evil], notes: [evil])
        diff.changes = [
            .init(
                service: evil, path: evil, kind: .modified, hostClass: evil, hosts: [evil],
                unifiedDiff: "@@ -1 +1 @@ \(evil)\n-a \(evil)\n+b \(evil)\n \(evil)\n\\ \(evil)\n", addedLines: 1, removedLines: 1)
        ]
        diff.changes[0].settings = [.init(path: evil, kind: .changed, old: evil, new: evil + "x")]
        diff.changes[0].restarts = [evil]
        diff.changes[0].effect = .restart
        diff.services = [.init(service: evil, groups: [.init(hostClass: evil, hosts: [evil], changes: [0], restarts: [evil])])]
        for (stat, width) in [(false, 100), (true, 100), (false, 40)] {
            let text = DiffText(diff: diff, colour: true, statOnly: stat, width: width).text
            let own = text.replacing(/\u{1b}\[[0-9;]+m/, with: "")
            #expect(own.contains("^["))
            let bad = own.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{202e}")
            }
            #expect(bad.isEmpty, "\(own.debugDescription)")
        }
    }

    @Test func saysThatNothingChanges() {
        var diff = Self.diff
        diff.changes = []
        diff.services = []
        diff.secrets = []
        diff.warnings = []
        #expect(
            DiffText(diff: diff).text == """
                Kolla configuration diff of production
                  base  main    01234567  Before
                  head  change            After
                  with  Kayobe 18.6.0, Kolla Ansible 20.6.0

                No change: both sides render the same 42 files for 3 hosts, and no secret differs.

                """)
    }

    /// Steps that no rendered file shows, or parts that were not compared, are not "no change".
    @Test func doesNotSayNoChangeOfWhatItCouldNotJudge() {
        var diff = Self.diff
        diff.changes = []
        diff.services = []
        diff.secrets = []
        diff.rollout.notCovered = ["roles other than nova: they were not rendered (--kolla-tags)"]
        let text = DiffText(diff: diff).text
        #expect(!text.contains("No change"))
        #expect(
            text.contains("No file changes: both sides render the same 42 files for 3 hosts, but 1 part could not be judged"))
        #expect(text.contains("roles other than nova"))
        diff.rollout.steps = [
            .init(
                kind: .host, name: "network", commands: ["kayobe overcloud host configure -t network"], reason: "x", causes: [],
                hosts: ["cmp1"], restarts: ["nova_compute"])
        ]
        let planned = DiffText(diff: diff).text
        #expect(planned.contains("but rolling out takes 1 step"))
        #expect(planned.contains("  restarts    nova_compute on cmp1\n"))
        diff.secrets = Self.diff.secrets
        #expect(DiffText(diff: diff).text.contains("1 secret differs"))
    }

    @Test func namesVersionsThatDiffer() {
        var diff = Self.diff
        diff.head.kollaAnsible = "21.0.0"
        #expect(DiffText(diff: diff).text.contains("Kayobe 18.6.0, Kolla Ansible 20.6.0 → Kayobe 18.6.0, Kolla Ansible 21.0.0"))
    }

    @Test func breaksSentencesAndShortensHosts() throws {
        var diff = Self.diff
        diff.changes[0].hosts = (1...400).map { "cmp\($0)" }
        diff = ConfigurationDiff(
            base: diff.base, head: diff.head, environment: nil, hostClasses: [], changes: diff.changes, secrets: [],
            rollout: RolloutPlan(steps: [
                .init(
                    kind: .service, name: "nova", commands: ["kayobe overcloud service reconfigure --kolla-tags nova"], reason: "x",
                    causes: [], hosts: diff.changes[0].hosts, restarts: [],
                    risks: [.init(subject: "Nova", severity: .brief, text: String(repeating: "word ", count: 60))])
            ]), renderedFiles: 1, duration: 0, warnings: [])
        let text = DiffText(diff: diff, width: 60).text
        #expect(text.contains("nova-compute · compute · 400 hosts (cmp[1-400])\n"))
        let words = text.split(separator: "\n").filter { $0.contains("word") }
        #expect(words.count > 4 && words.allSatisfy { $0.count <= 60 })
    }

    /// 2,000 changes of 20 lines on 100 hosts.
    @Test func isQuickWithThousandsOfChanges() {
        let hosts = (1...100).map { "cmp\($0)" }
        let body = (1...10).map { "-option_\($0) = \($0)\n+option_\($0) = \($0 + 1)\n" }.joined()
        let changes = (0..<2_000).map { number in
            ConfigurationDiff.FileChange(
                service: "service-\(number / 20)", path: "service-\(number / 20)/file-\(number % 20).conf", kind: .modified,
                hostClass: "compute", hosts: hosts, unifiedDiff: "@@ -1,10 +1,10 @@\n" + body, addedLines: 10, removedLines: 10)
        }
        let diff = ConfigurationDiff(
            base: Self.diff.base, head: Self.diff.head, environment: nil, hostClasses: [.init(name: "compute", hosts: hosts)],
            changes: changes, secrets: [], renderedFiles: 2_000, duration: 1, warnings: [])
        let start = clock(CLOCK_THREAD_CPUTIME_ID)
        let text = DiffText(diff: diff, colour: true).text
        // Of a debug build; a release build takes a tenth of it.
        #expect(clock(CLOCK_THREAD_CPUTIME_ID) - start < 10)
        #expect(text.utf8.count < 5_000_000)
        let stat = DiffText(diff: diff, statOnly: true).text
        #expect(stat.split(separator: "\n").count { $0.contains("file-") } == 2_000)
    }
}

/// Seconds of a clock: of this thread's own work, whatever else the machine does.
private func clock(_ id: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(id, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
