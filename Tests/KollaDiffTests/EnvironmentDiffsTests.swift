import Foundation
import Testing

@testable import KollaDiff

@Suite struct EnvironmentDiffsTests {
    @Test func saysWhichEnvironmentsHaveNoDiff() throws {
        var diffs = EnvironmentDiffs(environments: [], untouched: ["lab", "staging"])
        #expect(diffs.isEmpty)
        #expect(diffs.remarks == ["Not touched by the change, and not rendered: lab, staging"])
        diffs.added = ["new"]
        #expect(!diffs.isEmpty)
        #expect(diffs.news.map(\.text).first?.hasPrefix("New environment new. All of it is new") == true)
        let json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(diffs)) as? [String: Any])
        #expect(json["version"] as? Int == 1)
        #expect((json["environments"] as? [Any])?.isEmpty == true)
        #expect(json["untouched"] as? [String] == ["lab", "staging"])
        #expect(json["added"] as? [String] == ["new"])
    }

    @Test func countsWhatComesAndGoes() {
        let diffs = EnvironmentDiffs(
            environments: [], added: ["edge"], removed: ["old"],
            sizes: [
                "edge": .init(hosts: 1200, groups: 1, isWhole: false, file: "etc/kayobe/environments/edge/inventory/hosts"),
                "old": .init(hosts: 1, groups: 2, isWhole: true, file: nil),
            ])
        #expect(diffs.news.map(\.isNew) == [true, false])
        #expect(diffs.news[0].text.hasPrefix("New environment edge: at least 1,200 hosts in 1 group. "))
        #expect(diffs.news[0].text.contains("slipway kolla render --environment edge --output DIR"))
        #expect(diffs.news[1].text.hasPrefix("Removed environment old: 1 host in 2 groups. Its hosts keep what they run"))
        // Nothing that sounds as if nothing changed.
        #expect(diffs.remarks.isEmpty)
        #expect(EnvironmentDiffs(environments: []).remarks == ["No environment was rendered: none is touched by the change."])
    }
}
