import KollaDiff
import Reporting
import Testing

/// What a terminal shows of the recorded diff.
@Suite struct DiffTextSnapshotTests {
    @Test func recordedDiff() throws {
        try expectSnapshot(DiffText(diff: Fixture.kollaDiff()).text, "kolla-diff.txt")
    }

    @Test func statistics() throws {
        try expectSnapshot(DiffText(diff: Fixture.kollaDiff(), statOnly: true, width: 80).text, "kolla-diff-stat.txt")
    }

    @Test func narrow() throws {
        try expectSnapshot(DiffText(diff: Fixture.kollaDiff(), width: 60).text, "kolla-diff-narrow.txt")
    }
}
