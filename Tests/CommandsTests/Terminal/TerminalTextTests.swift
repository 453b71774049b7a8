import Testing

@testable import Commands

@Suite struct TerminalTextTests {
    static let widths: [(String, Int)] = [
        ("", 0), ("abc", 3), ("Übung", 5), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("ｆｕｌｌ", 8), ("🚀", 2), ("👩‍🚒", 2), ("🇩🇪", 2),
        ("❤\u{FE0F}", 2), ("✔", 1), ("≈", 1), ("a\u{200B}b", 2), ("a\tb", 2), ("▷", 1), ("…", 1),
    ]

    @Test(arguments: widths) func width(_ text: String, _ expected: Int) { #expect(DisplayWidth.of(text) == expected) }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("abc", 1, "…"), ("abc", 0, ""),
        ("", 0, ""), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ]) func truncation(_ text: String, _ columns: Int, _ expected: String) {
        #expect(DisplayWidth.truncate(text, to: columns) == expected)
        #expect(DisplayWidth.of(DisplayWidth.fit(text, to: columns)) == columns)
    }

    @Test(arguments: [
        ("plain", "plain"), ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[1;38;5;208mx\u{1B}[m", "x"), ("a\tb", "a b"),
        ("10%\r50%\r100%", "100%"), ("\u{1B}]0;title\u{07}text", "text"),
        ("\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
        ("\u{1B}(Bx", "x"), ("cut \u{1B}[3", "cut "), ("section_start:1:a\r\u{1B}[0KHeading", "Heading"), ("日本\u{7}", "日本 "),
        ("\u{9B}31mc1", "c1"), ("a\u{85}b", "a b"), ("\u{A0}é\u{1B}é\u{1B}(日x", "\u{A0}éx"), ("50%\ré", "é"), ("x\r", "x"),
    ]) func logLinesBecomePlainText(_ line: String, _ expected: String) { #expect(plainText(line) == expected) }

    @Test(arguments: [(0, "0:00"), (7.9, "0:07"), (65, "1:05"), (3600, "1:00:00"), (3723, "1:02:03"), (-4, "0:00")])
    func clock(_ seconds: Double, _ expected: String) { #expect(clockText(seconds) == expected) }

    @Test(arguments: [(0.2, "1s"), (40, "40s"), (89, "89s"), (90, "2m"), (600, "10m"), (5400, "2h")])
    func rough(_ seconds: Double, _ expected: String) { #expect(roughText(seconds) == expected) }
}
