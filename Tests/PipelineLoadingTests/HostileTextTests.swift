import Foundation
import PipelineLoading
import PipelineModel
import Testing

/// Texts that are meant to hurt, or that a mishap made: each is told with its place, as the file itself and as an include.
struct HostileTextTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// The diagnostic's line, code and a part of its message. nil: the text is fine.
        var expected: (line: Int, code: String, message: String)?
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], _ expected: (line: Int, code: String, message: String)?) {
            (self.name, self.bytes, self.expected) = (name, bytes, expected)
        }

        init(_ name: String, _ text: String, _ expected: (line: Int, code: String, message: String)?) {
            self.init(name, Array(text.utf8), expected)
        }
    }

    private static func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    static let examples: [Example] = [
        Example(
            "flow sequences, 10,000 deep", "job: {script: \(times(10_000, "["))\(times(10_000, "]"))}\n",
            (1, "yaml-too-deep", "The parsed YAML is too deep")),
        Example(
            "flow mappings, 10,000 deep", "job: \(times(10_000, "{a: "))x\(times(10_000, "}"))\n",
            (1, "yaml-too-deep", "The parsed YAML is too deep")),
        Example(
            "blocks, 1,000 deep", (0..<1_000).map { times($0, " ") + "a:\n" }.joined() + times(1_000, " ") + "x\n",
            (101, "yaml-too-deep", "The parsed YAML is too deep")),
        Example(
            "dashes, 10,000 deep", "job:\n  " + times(10_000, "- ") + "x\n", (2, "yaml-too-deep", "The parsed YAML is too deep")),
        Example(
            "aliases in aliases",
            "a0: &a0 [x, x]\n" + (1...60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
                + "job: {script: *a60}\n", (19, "yaml-too-big", "The parsed YAML is too big")),
        Example(
            "merge keys in merge keys",
            ".a0: &a0 {k: [x, x]}\n"
                + (1...60).map { ".a\($0): &a\($0) {<<: *a\($0 - 1), k\($0): [*a\($0 - 1), *a\($0 - 1)]}\n" }.joined()
                + "job: {script: x}\n", (12, "yaml-too-big", "The parsed YAML is too big")),
        Example(
            "an alias of itself", "job: &a {script: [x, *a]}\n",
            (1, "yaml-unknown-alias", "alias a stands inside the node it names")),
        Example("a tab", "job:\n\tscript: x\n", (2, "yaml-tab", "tab used for indentation; YAML allows only spaces")),
        Example(
            "conflict markers", "job:\n  script: x\n<<<<<<< HEAD\n  stage: test\n=======\n  stage: build\n>>>>>>> other\n",
            (3, "yaml-merge-conflict", "the file holds an unresolved merge conflict")),
        Example(
            "conflict markers around jobs", "<<<<<<< HEAD\na: {script: x}\n=======\nb: {script: x}\n>>>>>>> other\n",
            (1, "yaml-merge-conflict", "the file holds an unresolved merge conflict")),
        Example("conflict markers in a script", "job:\n  script: |\n    cat <<<<<<< x\n    =======\n", nil),
        Example(
            "Latin 1", Array("job:\n  script: caf".utf8) + [0xE9, 0x0A], (2, "yaml-not-utf8", "the file is not UTF-8 text")),
        Example(
            "UTF-16", [0xFF, 0xFE] + "job: {script: x}\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            (1, "yaml-not-utf8", "the file is not UTF-8 text")),
        Example(
            "overlong UTF-8", Array("job: {script: ".utf8) + [0xC0, 0x80] + Array("}\n".utf8),
            (1, "yaml-not-utf8", "the file is not UTF-8 text")),
        Example("a NUL", Array("job:\n  script: x".utf8) + [0, 0x0A], (2, "yaml-binary", "control character 0x0")),
        Example("an escape sequence", "job:\n  script: \u{1b}[2Jx\n", (2, "yaml-binary", "control character 0x1b")),
        Example("CR LF", "job:\r\n  script: x\r\n", nil), Example("a byte order mark", "\u{feff}job:\n  script: x\n", nil),
        Example("one line of a megabyte", "job: {script: \"\(times(1 << 20, "x"))\"}\n", nil),
        Example("more than 2 MiB", "job: {script: x}\n" + times(2 << 20, "#"), (1, "yaml-too-big", "The parsed YAML is too big")),
        Example(
            "a key without an end", "job: {\"script: x}\n",
            (2, "yaml-syntax", "found unexpected end of stream while scanning a quoted scalar")),
        Example("a tag without an end", "job: !<tag:x\n  script: x\n", (1, "yaml-syntax", "did not find the expected '>'")),
        Example("many documents", times(1_000, "---\na: {script: x}\n"), nil),
    ]

    @Test(arguments: examples) func isToldWithItsPlace(_ example: Example) throws {
        let loader = PipelineLoader(source: MemorySource(files: [:]))
        let result = loader.load(bytes: example.bytes, named: ".gitlab-ci.yml")
        try expect(example, result.diagnostics, in: ".gitlab-ci.yml")
    }

    @Test(arguments: examples) func isToldOfAnIncludeAsWell(_ example: Example) throws {
        let loader = PipelineLoader(source: BytesSource(files: ["ci/bad.yml": example.bytes]))
        let result = loader.load(bytes: Array("include: ci/bad.yml\nother: {script: x}\n".utf8), named: ".gitlab-ci.yml")
        try expect(example, result.diagnostics, in: "ci/bad.yml")
    }

    private func expect(_ example: Example, _ diagnostics: [Diagnostic], in file: String) throws {
        let errors = diagnostics.filter { $0.severity == .error }
        guard let expected = example.expected else {
            #expect(errors.isEmpty, "\(DiagnosticFormatter().text(errors))")
            return
        }
        let error = try #require(errors.first)
        #expect(error.code == expected.code)
        #expect(error.message.contains(expected.message), "\(error.message)")
        #expect(error.location?.file == file)
        #expect(error.location?.line == expected.line)
        // Nothing else can be said about a text that cannot be read.
        #expect(errors.count == 1)
        #expect(DiagnosticFormatter().text(error).utf8.count < 2_000)
    }

    @Test func aKeyThatIsWrittenTwiceIsWarnedOf() throws {
        let result = load("a:\n  script: x\n  script: y\nb: {script: x}\na:\n  script: [z]\n  variables: {A: 1, B: 2, A: 3}\n")
        #expect(result.errors.isEmpty)
        #expect(
            result.diagnostics.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.severity) \($0.message)" } == [
                "3:3 warning the key `script` is written twice (first on line 2); the last one counts",
                "5:1 warning the key `a` is written twice (first on line 1); the last one counts",
                "7:27 warning the key `A` is written twice (first on line 7); the last one counts",
            ])
        #expect(result[job: "a"]?.script == ["z"])
        #expect(result[job: "a"]?.variables == [Variable("A", "3"), Variable("B", "2")])
    }
}

/// Files that need not be text.
private struct BytesSource: ConfigurationSource {
    var files: [String: [UInt8]]

    func contents(ofFile path: String) throws -> [UInt8]? { files[path] }
    func filePaths() throws -> [String] { files.keys.sorted() }
}
