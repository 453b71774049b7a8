import TestSupport
import Testing
import YAML

/// What is written reads back as the same values.
@Suite struct NodeWriterTests {
    private func node(_ text: String) throws -> Node { try #require(try Document.parse(text).first).root }

    /// The values of a tree in one line; the text of scalars counts, too, because some keywords take it as written.
    private func shape(_ node: Node) -> String {
        switch node.content {
        case .scalar: node.isNull ? "null" : "\(node.value.map { "\($0)" } ?? "")<\(node.text ?? "")>"
        case .sequence(let items): "[" + items.map(shape).joined(separator: ", ") + "]"
        case .mapping(let mapping):
            "{" + mapping.entries.map { "\($0.key.scalar?.text ?? shape($0.key)): \(shape($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }

    @Test(arguments: [
        "a: 1", "a: [b, {c: d}, [e, [f]]]", "a: {}\nb: []\nc:\nd: ''", "- a\n- - b\n  - c\n-\n", "text", "~",
        "a: |\n  one\n  two\n", "a: |-\n  one\n\n    two", "a: |+\n  one\n\n", "a: >\n  one\n  two\n", "a: \"one\\n two\"",
        "a: \" x\\ny\\n\"",
        "a: \"\\n\"", "a: \"x\\n \\n\"", "a: \"\\tx\\ny\"", "a: \"x\\r\\ny\"", "a: \"x\\u2028y\\nz\"", "a: \"\\e[1m\"",
        "a: \"\\0\"", "a: \"\\ufeffx\"",
        "a: 😀\n'ключ': ü", "? [a, b]\n: c", "'a: b': 'c #d'\n'#x': '- y'", "'': x\n~: y", "<<: x", "on: yes\n'on': 'yes'",
        "a: !!str 12\nb: !!int '12'\nc: !!float 3\nd: !!bool 'yes'\ne: !!null 'x'", "a: !vault 12", "a: !vault [b]",
        "a: 0644\nb: 1_000\nc: 1.10\nd: 12:30\ne: .inf\nf: 0x1F\ng: +1\nh: ~\ni: Null\nj: NO", "a: '- b'",
    ])
    func readsBack(_ text: String) throws {
        let before = try node(text)
        let written = NodeWriter.text(before)
        let after = try node(written)
        #expect(shape(after) == shape(before), "\(written)")
        #expect(NodeWriter.text(after) == written, "writing again changes nothing")
    }

    /// Text and how it is written as a value.
    @Test(arguments: [
        ("make", "make"), ("make -j2", "make -j2"), ("a:b", "a:b"), ("-x", "-x"), ("?x", "?x"),
        ("image:1.2-slim", "image:1.2-slim"),
        ("$CI == \"x\"", "$CI == \"x\""),
        ("yes", "\"yes\""), ("On", "\"On\""), ("y", "\"y\""), ("N", "\"N\""), ("null", "\"null\""), ("~", "\"~\""), ("", "\"\""),
        ("12", "\"12\""), ("0o17", "\"0o17\""), ("1e3", "\"1e3\""), ("1.2.3", "\"1.2.3\""), ("12:30", "\"12:30\""),
        ("0x1F", "\"0x1F\""),
        ("2026-11-25", "\"2026-11-25\""), ("2026-11-25T10:00:00Z", "\"2026-11-25T10:00:00Z\""), (".inf", "\".inf\""),
        (".NaN", "\".NaN\""),
        (":symbol", "\":symbol\""), ("- x", "\"- x\""), ("-", "\"-\""), ("a: b", "\"a: b\""), ("a:", "\"a:\""),
        ("a #b", "\"a #b\""),
        ("#a", "\"#a\""), ("*a", "\"*a\""), ("&a", "\"&a\""), ("!a", "\"!a\""), ("@a", "\"@a\""), ("`a`", "\"`a`\""),
        ("%a", "\"%a\""),
        ("{a", "\"{a\""), ("[a", "\"[a\""), ("|", "\"|\""), (">", "\">\""), ("=", "\"=\""), ("<<", "\"<<\""), ("---", "\"---\""),
        (" a", "\" a\""),
        ("a ", "\"a \""), ("\"a\": 'b'", "'\"a\": ''b'''"), ("a\tb", "\"a\\tb\""), ("\u{1B}[0m: \"", "\"\\u001b[0m: \\\"\""),
    ])
    func text(_ text: String, _ expected: String) throws {
        let mapping = Node(
            .sequence([Node(.scalar(Scalar(text, style: .doubleQuoted)), mark: Mark(line: 1, column: 1))]),
            mark: Mark(line: 1, column: 1))
        let written = NodeWriter.text(mapping)
        #expect(written == "- \(expected)\n")
        #expect(try node(written).sequence?.first?.string == text)
    }

    @Test func commentsStandBehindKeys() throws {
        let node = try node("a: x\nb:\n  - c: |\n      one\n      two\n    d: [e]\n\(String(repeating: "k", count: 60)): 1\n")
        let written = NodeWriter.text(node) { "line \($0.mark.line)" }
        let k = String(repeating: "k", count: 60)
        #expect(
            written == """
                a: x                                            # line 1

                b:                                              # line 2
                  - c: |                                        # line 3
                      one
                      two
                    d:                                          # line 6
                      - e

                \(k): 1  # line 7

                """)
        #expect(try shape(self.node(written)) == shape(node))
    }

    /// Any text that YAML can hold, as value, key and item.
    @Test func randomTextsReadBack() throws {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "a", "b:", ": ", " #", "#", "\n", "\n\n", " ", "  ", "\t", "'", "\"", "\\", "- ", "? ", "[", "]", "{", "}", ",", "&",
            "*", "!", "|", ">", "%",
            "@", "1", "0", ".", "yes", "~", "=", "<<", "---", "...", "ü", "😀", "\u{2028}", "\u{85}", "\u{1}", "\r", "\u{FEFF}", "$",
            "${X}",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...6, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
            let mark = Mark(line: 1, column: 1)
            let scalar = Node(.scalar(Scalar(text, style: .doubleQuoted)), mark: mark)
            var mapping = Mapping()
            mapping.set(scalar, to: Node(.sequence([scalar, scalar]), mark: mark))
            let written = NodeWriter.text(Node(.mapping(mapping), mark: mark))
            let entry = try #require(try node(written).mapping?.entries.first, "\(written)")
            #expect(entry.key.scalar?.text == text && entry.key.value == .string(text), "\(written)")
            #expect(entry.value.sequence?.map(\.value) == [.string(text), .string(text)], "\(written)")
        }
    }
}
