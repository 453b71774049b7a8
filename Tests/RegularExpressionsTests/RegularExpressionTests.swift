import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("a+b", "", "xaab", true),
        ("a+b", "", "xAAB", false),
        ("a+b", "i", "xAAB", true),
        ("^b", "", "a\nb", false),
        ("^b", "m", "a\nb", true),
        ("a.b", "", "a\nb", false),
        ("a.b", "s", "a\nb", true),
        ("", "", "", true),
        ("^$", "", "", true),
        ("\\pL", "", "ü", true),
    ])
    func matches(_ pattern: String, _ flags: String, _ text: String, _ expected: Bool) throws {
        #expect(try RegularExpression(pattern, flags: flags).matches(text) == expected)
    }

    @Test func findsGroupsInBytes() throws {
        let expression = try RegularExpression(#"(\d+)(?:\.(\d+))?%"#)
        #expect(expression.groupCount == 2)
        #expect(expression.firstMatch(in: "ü 12% 3.5%") == [3..<6, 3..<5, nil])
        #expect(expression.firstMatch(in: "ü 12% 3.5%", from: 6) == [7..<11, 7..<8, 9..<10])
        #expect(expression.firstMatch(in: "none") == nil)
        #expect(expression.firstMatch(in: "1%", from: 5) == nil)
    }

    @Test(arguments: [
        ("(a", "missing ): (a"), ("a(?=b)", "invalid perl operator: (?="), (#"(a)\1"#, #"invalid escape sequence: \1"#),
    ])
    func refuses(_ pattern: String, _ message: String) {
        #expect(throws: RegularExpressionError(pattern: pattern, message: message)) { try RegularExpression(pattern) }
    }

    @Test func isLinear() throws {
        #expect(try !RegularExpression("(a+)+$").matches(String(repeating: "a", count: 50_000) + "b"))
    }
}
