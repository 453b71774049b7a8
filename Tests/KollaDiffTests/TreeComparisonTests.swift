import KollaDiff
import Testing

@Suite struct TreeComparisonTests {
    private let classes = [
        ConfigurationDiff.HostClass(name: "compute", hosts: ["cmp1", "cmp2", "cmp10"]),
        ConfigurationDiff.HostClass(name: "controllers", hosts: ["ctl1"]),
    ]

    private func file(_ text: String, mode: UInt32 = 0o660) -> RenderedTree.File { .init(mode: mode, content: Array(text.utf8)) }

    private func changes(_ base: [String: [String: RenderedTree.File]], _ head: [String: [String: RenderedTree.File]])
        -> [ConfigurationDiff.FileChange]
    {
        TreeComparison.changes(from: RenderedTree(hosts: base), to: RenderedTree(hosts: head), hostClasses: classes)
    }

    @Test func tellsOneChangeOfManyHostsOnce() throws {
        func nova(_ host: String, _ builds: Int) -> [String: RenderedTree.File] {
            // The host's own address stands beside the change.
            ["nova-compute/nova.conf": file("[DEFAULT]\nmy_ip = \(host)\nbuilds = \(builds)\n")]
        }
        let hosts = ["cmp10", "cmp1", "cmp2"]
        let found = changes(
            Dictionary(uniqueKeysWithValues: hosts.map { ($0, nova($0, 10)) }),
            Dictionary(uniqueKeysWithValues: hosts.map { ($0, nova($0, 20)) }))
        let change = try #require(found.first)
        #expect(found.count == 1)
        #expect(change.hosts == ["cmp1", "cmp2", "cmp10"])
        #expect(change.service == "nova-compute")
        #expect(change.hostClass == "compute")
        #expect((change.addedLines, change.removedLines) == (1, 1))
        #expect(change.unifiedDiff.contains("my_ip = cmp1\n-builds = 10\n+builds = 20\n"))
        #expect(change.oldMode == nil)
    }

    @Test func separatesHostsThatChangeDifferently() {
        let found = changes(
            ["cmp1": ["s/f": file("a\n")], "cmp2": ["s/f": file("a\n")], "ctl1": ["s/f": file("a\n")]],
            ["cmp1": ["s/f": file("b\n")], "cmp2": ["s/f": file("c\n")], "ctl1": ["s/f": file("b\n")]])
        #expect(found.map(\.hosts) == [["cmp1"], ["cmp2"], ["ctl1"]])
        #expect(found.map(\.hostClass) == ["compute", "compute", "controllers"])
    }

    @Test func tellsAddedRemovedAndModes() {
        let found = changes(
            ["cmp1": ["a/removed": file("x\n"), "b/mode": file("x\n", mode: 0o660), "d/same": file("x\n")]],
            ["cmp1": ["b/mode": file("x\n", mode: 0o600), "c/added": file("y\n"), "d/same": file("x\n")]])
        #expect(found.map(\.kind) == [.removed, .modeChanged, .added])
        #expect(found[0].unifiedDiff == "--- a/a/removed\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n")
        #expect((found[1].oldMode, found[1].newMode, found[1].unifiedDiff) == ("0660", "0600", ""))
        #expect((found[2].oldMode, found[2].newMode) == (nil, "0660"))
    }

    @Test func seesAnEmptyFileComeAndAHostGo() {
        let found = changes(["cmp1": [:], "ctl1": ["s/f": file("x\n")]], ["cmp1": ["s/empty": file("")]])
        #expect(found.map(\.kind) == [.added, .removed])
        #expect(found.map(\.hosts) == [["cmp1"], ["ctl1"]])
    }

    @Test func comparesBinaryFilesByContent() throws {
        let found = changes(
            ["cmp1": ["s/key": .init(mode: 0o600, content: [0, 1])], "cmp2": ["s/key": .init(mode: 0o600, content: [0, 1])]],
            ["cmp1": ["s/key": .init(mode: 0o600, content: [0, 2])], "cmp2": ["s/key": .init(mode: 0o600, content: [0, 3])]])
        #expect(found.count == 2)
        #expect(found.allSatisfy { $0.isBinary && $0.unifiedDiff.isEmpty })
    }

    @Test func findsNothingInEqualTrees() {
        let tree = ["cmp1": ["s/f": file("x\n")]]
        #expect(changes(tree, tree).isEmpty)
    }
}
