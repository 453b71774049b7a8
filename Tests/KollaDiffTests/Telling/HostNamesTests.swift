import KollaDiff
import Testing

@Suite struct HostNamesTests {
    @Test(arguments: [
        (["cmp1"], "cmp1"), ((1...40).map { "cmp\($0)" }, "cmp[1-40]"), (["cmp3", "cmp1", "cmp2", "cmp7"], "cmp[1-3,7]"),
        (["cmp08", "cmp09", "cmp10", "cmp12"], "cmp[08-10,12]"), (["a1", "b1"], "a1, b1"),
        (["ctl1", "cmp2", "cmp1", "seed"], "cmp[1-2], ctl1, seed"),
        (["r1-cmp1.example.org", "r1-cmp2.example.org", "r2-cmp1.example.org"], "r1-cmp[1-2].example.org, r2-cmp1.example.org"),
        (["cmp1", "cmp01"], "cmp01, cmp1"), (["cmp1", "cmp1"], "cmp1"),
        (["n12345678901", "n12345678902"], "n12345678901, n12345678902"),
        ([], ""),
    ])
    func shortens(_ hosts: [String], _ expected: String) {
        #expect(HostNames.shortened(hosts) == expected)
    }

    @Test func countsWhatItLeavesOut() {
        let hosts = ["ant", "bee", "cat", "dog"] + (1...10).map { "x\($0)" }
        #expect(HostNames.shortened(hosts, limit: 3) == "ant, bee, cat and 11 more")
        #expect(HostNames.counted(hosts) == "14 hosts (ant, bee, cat, dog, x[1-10])")
        #expect(HostNames.counted(["ant"]) == "ant")
    }

    /// Whatever the names, reading the short form back gives the same hosts.
    @Test func canBeReadBack() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let hosts = Set(
                (0..<Int.random(in: 1...30, using: &generator)).map { _ in
                    let number = Int.random(in: 0...120, using: &generator)
                    let digits = Bool.random(using: &generator) && number < 10 ? "0\(number)" : "\(number)"
                    return ["cmp", "ctl", "r1-"].randomElement(using: &generator).map { $0 + digits } ?? ""
                })
            #expect(Set(Self.read(HostNames.shortened(Array(hosts)))) == hosts)
        }
    }

    private static func read(_ text: String) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while !rest.isEmpty {
            let prefix = rest.prefix { $0 != "[" && $0 != "," }
            rest = rest.dropFirst(prefix.count)
            if rest.first == "[" {
                let inside = rest.dropFirst().prefix { $0 != "]" }
                rest = rest.dropFirst(inside.count + 2)
                for range in inside.split(separator: ",") {
                    let ends = range.split(separator: "-")
                    let width = ends[0].hasPrefix("0") || ends.count == 2 && ends[0].count == ends[1].count ? ends[0].count : 0
                    for number in (Int(ends[0]) ?? 0)...(Int(ends[ends.count - 1]) ?? 0) {
                        let digits = String(number)
                        names.append(prefix + String(repeating: "0", count: max(width - digits.count, 0)) + digits)
                    }
                }
            } else {
                names.append(String(prefix))
            }
            rest = rest.drop { $0 == "," || $0 == " " }
        }
        return names
    }
}
