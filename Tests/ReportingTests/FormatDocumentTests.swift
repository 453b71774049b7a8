import Foundation
import KollaDiff
import Testing

/// The page that documents the JSON of a diff names every member, and no other.
@Suite struct FormatDocumentTests {
    @Test func namesEveryMember() throws {
        let page = try String(
            contentsOfFile: Fixture.repository + "/Sources/slipway/slipway.docc/kolla-diff-json.md", encoding: .utf8)
        let named = Set(page.matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) })
        var members: Set<String> = []
        func collect(_ value: Any) {
            if let object = value as? [String: Any] {
                members.formUnion(object.keys)
                object.values.forEach(collect)
            } else if let array = value as? [Any] {
                array.forEach(collect)
            }
        }
        var diffs = EnvironmentDiffs(environments: [try Fixture.kollaDiff(), try Fixture.hostileDiff()])
        diffs.environments[0].sources = [.init(path: "etc/kayobe/networks.yml", line: 1)]
        diffs.environments[0].changes[0].source = diffs.environments[0].sources?[0]
        diffs.sizes = ["environment": .init(hosts: 1, groups: 1, isWhole: true, file: "etc/kayobe/environments/edge/hosts")]
        collect(try JSONSerialization.jsonObject(with: JSONEncoder().encode(diffs)))
        #expect(members.isSubset(of: named), "not documented: \(members.subtracting(named).sorted())")
        #expect(members.count > 45)
        let rows = Set(
            page.split(separator: "\n").filter { $0.hasPrefix("| `") }
                .flatMap { $0.split(separator: "|")[0].matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) } })
        #expect(rows.isSubset(of: members), "no such member: \(rows.subtracting(members).sorted())")
        #expect(page.contains("| `version` | number | \(ConfigurationDiff.currentVersion) |"))
    }
}
