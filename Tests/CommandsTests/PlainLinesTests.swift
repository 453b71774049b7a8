import Testing

@testable import Commands

@Suite struct PlainLinesTests {
    /// Cut anywhere, the text is the same: whole lines, no escape sequences, tabs kept, the end of an unfinished line last.
    @Test func isTheSameWhereverItIsCut() {
        let log = Array("\u{1B}[32;1m$ make\u{1B}[0;m\na\tb \u{1B}[1mbold\u{1B}[0m ü\n10 %\r100 %\n\nno end\u{1B}[0m".utf8)
        let expected = "$ make\na\tb bold ü\n100 %\n\nno end"
        for cut in 0...log.count {
            var lines = PlainLines()
            let text = lines.lines(completedBy: log[..<cut]) + lines.lines(completedBy: log[cut...]) + lines.rest()
            #expect(text == expected, "cut at \(cut)")
        }
    }
}
