import Testing

@testable import YAML

struct BadTextTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var bytes: [UInt8]
        var code: YAMLError.Code
        var line: Int
        var column: Int

        init(_ name: String, _ text: String, _ code: YAMLError.Code, _ line: Int, _ column: Int) {
            self.init(name, Array(text.utf8), code, line, column)
        }

        init(_ name: String, _ bytes: [UInt8], _ code: YAMLError.Code, _ line: Int, _ column: Int) {
            self.name = name
            self.bytes = bytes
            self.code = code
            self.line = line
            self.column = column
        }

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case("unclosed flow", "a: [1, 2\nb: 3\n", .syntax, 2, 2),
        Case("bad indentation", "a:\n  b: 1\n c: 2\n", .syntax, 3, 2),
        Case("unclosed quote", "a: \"x\n", .syntax, 2, 1),
        Case("not UTF-8", Array("é: ".utf8) + [0xFF, 0x0A], .notUTF8, 1, 4),
        Case("Latin-1 on line 2", Array("a: 1\nb: ".utf8) + [0xE9, 0x0A], .notUTF8, 2, 4),
        Case("NUL", "a: 1\nb: \u{0}\n", .binary, 2, 4),
        Case("escape", "a: \u{1B}[0m\n", .binary, 1, 4),
        Case("tab", "a:\n\tb: 1\n", .tab, 2, 1),
        Case("merge conflict", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", .mergeConflict, 2, 1),
        Case("unknown alias", "a: *nowhere\n", .unknownAlias, 1, 4),
        Case("alias inside itself", "a: &x\n  - *x\n", .unknownAlias, 2, 5),
        Case("deep flow", String(repeating: "[", count: 10_000), .tooDeep, 1, 101),
    ])
    func refused(_ bad: Case) {
        let error = #expect(throws: YAMLError.self) { try Document.parse(bad.bytes) }
        #expect(error?.code == bad.code)
        #expect(error?.line == bad.line)
        #expect(error?.column == bad.column)
    }

    @Test func depthCountsThroughAliases() {
        var text = "a0: &a0 [x]\n"
        for level in 1..<60 { text += "a\(level): &a\(level) [[*a\(level - 1)]]\n" }
        let error = #expect(throws: YAMLError.self) { try Document.parse(text) }
        #expect(error?.code == .tooDeep)
    }

    @Test func aliasBombIsCountedNotExpanded() {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1..<30 {
            text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let error = #expect(throws: YAMLError.self) { try Document.parse(text) }
        #expect(error?.code == .tooBig)
        #expect(error?.line == 6)
    }

    @Test func mergeBombIsBounded() {
        let base = "base: &base {" + (0..<1000).map { "k\($0): 1" }.joined(separator: ", ") + "}\njob:\n"
        let error = #expect(throws: YAMLError.self) {
            try Document.parse(base + String(repeating: "  <<: *base\n", count: 20_000))
        }
        #expect(error?.code == .tooBig)
    }

    @Test func inputBytesAreLimited() {
        let text = [UInt8](repeating: UInt8(ascii: "#"), count: 101)
        #expect(throws: YAMLError.self) { try Document.parse(text, limits: Limits(inputBytes: 100)) }
        #expect(throws: Never.self) { try Document.parse(text, limits: Limits(inputBytes: 101)) }
    }
}
