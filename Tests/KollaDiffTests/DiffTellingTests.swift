import KollaDiff
import Testing

@Suite struct DiffTellingTests {
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

    @Test func writesText() {
        #expect(
            DiffText(diff: Self.diff).text == """
                Kolla configuration diff of production
                  base  main  01234567  Before
                  head  change  After
                  with  Kayobe 18.6.0, Kolla Ansible 20.6.0

                Secrets
                  ~ changed secrets_token  etc/kayobe/secrets.yml

                nova-compute
                  nova-compute/nova.conf · compute · 2 hosts (cmp1, cmp2) · +1 −1

                --- a/nova-compute/nova.conf
                +++ b/nova-compute/nova.conf
                @@ -1 +1 @@
                -a = ```1
                +a = 2

                prometheus
                  prometheus/web.yml · controllers · ctl1 · mode 0660 → 0600

                2 changes to 2 files on 3 of 3 hosts, 1 secret; 42 files on the head side, 61 s

                note: not rendered: /etc/x

                """)
    }

    @Test func leavesContentsOutOfTheStatistics() {
        let text = DiffText(diff: Self.diff, statOnly: true).text
        #expect(!text.contains("@@"))
        #expect(text.contains("nova-compute/nova.conf · compute"))
    }

    @Test func coloursOnlyWhenAsked() {
        #expect(!DiffText(diff: Self.diff).text.contains("\u{1b}"))
        #expect(DiffText(diff: Self.diff, colour: true).text.contains("\u{1b}[32m+a = 2\u{1b}[0m\n"))
    }

    @Test func saysThatNothingChanges() {
        var diff = Self.diff
        diff.changes = []
        diff.secrets = []
        #expect(DiffText(diff: diff).text.contains("Nothing changes: both sides render the same 42 files."))
    }
}
