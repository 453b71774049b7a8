import TestSupport
import Testing

@testable import Commands

/// A terminal that understands what the writer sends, and nothing else.
struct FakeTerminal {
    private(set) var rows: [[Character]] = [[]]
    private(set) var row = 0
    private(set) var column = 0
    /// Sequences that only move or erase do not count as drawn text.
    private(set) var written = 0

    var text: [String] { rows.map { String($0.filter { $0 != "\0" }) } }

    mutating func feed(_ bytes: String) {
        var rest = Substring(bytes)
        while let character = rest.popFirst() {
            switch character {
            case "\u{1B}": escape(&rest)
            case "\r": column = 0
            case "\n": row += 1
            case "\r\n":
                column = 0
                row += 1
            default: put(character)
            }
            while rows.count <= row { rows.append([]) }
        }
    }

    private mutating func escape(_ rest: inout Substring) {
        #expect(rest.popFirst() == "[")
        let parameter = rest.prefix { $0.isNumber || $0 == ";" || $0 == "?" }
        rest = rest.dropFirst(parameter.count)
        let count = Int(parameter) ?? 1
        switch rest.popFirst() {
        case "A": row = max(row - count, 0)
        case "C": column += count
        case "K": rows[row] = Array(rows[row].prefix(column))
        case "J":
            rows[row] = Array(rows[row].prefix(column))
            rows.removeSubrange((row + 1)...)
        case "m": break
        case let other: Issue.record("unexpected sequence \(String(describing: other))")
        }
    }

    /// A wide character takes its cell and the one after it, marked `\0`.
    private mutating func put(_ character: Character) {
        written += 1
        let width = DisplayWidth.of(character)
        while rows[row].count < column + width { rows[row].append(" ") }
        rows[row][column] = character
        if width == 2 { rows[row][column + 1] = "\0" }
        column += width
    }
}

@Suite struct ScreenWriterTests {
    private func line(_ pieces: (String, TextStyle)...) -> StyledLine {
        var line = StyledLine()
        for (text, style) in pieces { line.append(text, style) }
        return line
    }

    @Test func writesOnlyWhatChanged() {
        var writer = ScreenWriter(usesColour: false)
        let before = [line(("⠋", .cyan), (" job 0:01", .plain)), StyledLine("still")]
        let after = [line(("⠙", .cyan), (" job 0:01", .plain)), StyledLine("still")]
        #expect(writer.show(before, width: 80, height: 24) == "⠋ job 0:01\r\nstill\r\n")
        #expect(writer.show(before, width: 80, height: 24) == "")
        #expect(writer.show(after, width: 80, height: 24) == "\r\u{1B}[2A\r⠙\r\r\n\r\n")
    }

    @Test func coloursOnlyWhereAsked() {
        var plain = ScreenWriter(usesColour: false)
        var coloured = ScreenWriter(usesColour: true)
        let lines = [StyledLine("x", .red)]
        #expect(plain.show(lines, width: 9, height: 9) == "x\r\n")
        #expect(coloured.show(lines, width: 9, height: 9) == "\u{1B}[31mx\u{1B}[0m\r\n")
    }

    @Test func aResizeDrawsAllAnew() {
        var writer = ScreenWriter(usesColour: false)
        _ = writer.show([StyledLine("0123456789"), StyledLine("ab")], width: 10, height: 24)
        // At five columns the first line takes two rows.
        #expect(writer.show([StyledLine("01234")], width: 5, height: 24) == "\r\u{1B}[3A\u{1B}[J01234\r\n")
        #expect(writer.show([StyledLine("01234")], width: 5, height: 10) == "\r\u{1B}[1A\u{1B}[J01234\r\n")
        #expect(writer.clear() == "\r\u{1B}[1A\u{1B}[J")
    }

    /// Whatever follows whatever, the terminal shows the last screen.
    @Test(arguments: 1...200) func anySequenceOfScreensEndsInTheLast(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var writer = ScreenWriter(usesColour: seed.isMultiple(of: 2))
        var terminal = FakeTerminal()
        let words = ["a", "bc", "日本", "🚀", "⠋", "⠙", "job", "e\u{301}", "0:01", "0:12"]
        let styles: [TextStyle] = [.plain, .red, .dim]
        for _ in 0..<8 {
            var lines: [StyledLine] = []
            for _ in 0..<random.next(below: 6) {
                var line = StyledLine()
                for _ in 0..<random.next(below: 5) {
                    line.append(words[random.next(below: words.count)], styles[random.next(below: 3)])
                }
                lines.append(line)
            }
            terminal.feed(writer.show(lines, width: 80, height: 24))
            #expect(terminal.text.dropLast() == lines.map(\.text)[...], "seed \(seed)")
            #expect(terminal.row == lines.count && terminal.column == 0)
        }
    }
}
