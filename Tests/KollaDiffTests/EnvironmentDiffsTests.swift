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
        #expect(diffs.remarks.count == 2)
        let json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(diffs)) as? [String: Any])
        #expect(json["version"] as? Int == 1)
        #expect((json["environments"] as? [Any])?.isEmpty == true)
        #expect(json["untouched"] as? [String] == ["lab", "staging"])
        #expect(json["added"] as? [String] == ["new"])
    }
}
