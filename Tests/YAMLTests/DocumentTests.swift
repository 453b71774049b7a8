import Testing

@testable import YAML

struct DocumentTests {
    private func root(_ text: String) throws -> Node {
        try #require(Document.parse(text).first).root
    }

    @Test func keepsOrderMarksAndStyles() throws {
        let node = try root("b: 'x'\na:\n  - 1\n  - {k: v}\né: ü\n")
        let entries = try #require(node.mapping).entries
        #expect(entries.map(\.key.text) == ["b", "a", "é"])
        #expect(entries[0].value.scalar?.style == .singleQuoted)
        #expect(entries[1].value.mark == Mark(line: 3, column: 3))
        #expect(node["a"]?.sequence?[1]["k"]?.mark == Mark(line: 4, column: 9))
        #expect(entries[2].value.mark == Mark(line: 5, column: 4))
    }

    @Test func emptyTextHoldsNoDocument() throws {
        #expect(try Document.parse("").isEmpty)
        #expect(try Document.parse("# nothing\n").isEmpty)
        #expect(try Document.parse("---\n").first?.root.isNull == true)
    }

    @Test func severalDocuments() throws {
        let documents = try Document.parse("spec: {}\n---\njob: 1\n---\nx\n")
        #expect(documents.count == 3)
        #expect(documents[1].root["job"]?.int == 1)
    }

    @Test func byteOrderMarkIsSkipped() throws {
        #expect(try root("\u{FEFF}a: 1\n")["a"]?.int == 1)
    }

    @Test func aliasesShareTheirNode() throws {
        let node = try root("a: &x {k: 1}\nb: *x\n")
        #expect(node["a"] === node["b"])
    }

    @Test func mergeKeysFollowPsych() throws {
        let node = try root(
            """
            base: &base {a: 1, b: 2}
            other: &other {b: 3, c: 4}
            after: {b: 9, <<: *base}
            before: {<<: *base, b: 9}
            list: {<<: [*base, *other]}
            text: {"<<": 1}
            """)
        func pairs(_ key: String) -> [String] {
            node[key]?.mapping?.entries.map { "\($0.key.text ?? ""):\($0.value.text ?? "")" } ?? []
        }
        // What is merged overrides what stands before it, as in Ruby.
        #expect(pairs("after") == ["b:2", "a:1"])
        #expect(pairs("before") == ["a:1", "b:9"])
        #expect(pairs("list") == ["b:2", "c:4", "a:1"])
        #expect(pairs("text") == ["<<:1"])
        #expect(try Document.parse("x: &x {a: 1}\ny: {<<: *x, a: 2}\n").first?.duplicateKeys.isEmpty == true)
    }

    @Test func customTagsAreKept() throws {
        let node = try root("a: !reference [.x, script]\nb: !vault |\n  text\nc: !!str 1\n")
        #expect(node["a"]?.tag == "!reference")
        #expect(node["b"]?.tag == "!vault")
        #expect(node["b"]?.string == "text\n")
        #expect(node["c"]?.string == "1")
        #expect(node["a"]?.containsCustomTag == true)
        #expect(node["c"]?.containsCustomTag == false)
        #expect(node.containsCustomTag)
    }

    @Test func duplicateKeysLastWins() throws {
        let document = try #require(Document.parse("a: 1\nb: 2\na: 3\n").first)
        #expect(document.root["a"]?.int == 3)
        #expect(document.root.mapping?.entries.map(\.key.text) == ["a", "b"])
        let duplicate = try #require(document.duplicateKeys.first)
        #expect(duplicate.key == "a")
        #expect(duplicate.first == Mark(line: 1, column: 1))
        #expect(duplicate.second == Mark(line: 3, column: 1))
    }

    @Test func largeMappingsFindEveryKey() throws {
        let text = (0..<40).map { "k\($0): \($0)\n" }.joined() + "k5: 500\n"
        let node = try root(text)
        #expect(node.mapping?.count == 40)
        for index in 0..<40 { #expect(node["k\(index)"]?.int == (index == 5 ? 500 : index)) }
        #expect(node["absent"] == nil)
    }
}
