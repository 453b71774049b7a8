import KollaDiff
import Testing

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("plain = ünïcode → ok", "plain = ünïcode → ok"), ("\u{1b}[2J\u{1b}]0;x\u{7}", "^[[2J^[]0;x^G"), ("a\tb", "a\tb"),
        ("a\r", "a^M"), ("a\nb", "a^Jb"), ("\u{7f}\u{0}", "^?^@"), ("\u{9b}31m", "<U+009B>31m"),
        ("user = \u{202e}nimda", "user = <U+202E>nimda"), ("a\u{200b}b\u{feff}", "a<U+200B>b<U+FEFF>"), ("\u{e0041}", "<U+E0041>"),
        ("x\u{2028}y", "x<U+2028>y"), ("日本 🚀", "日本 🚀"),
    ])
    func writesOutWhatHasNoShape(_ text: String, _ expected: String) {
        #expect(VisibleText.line(text) == expected)
    }

    @Test func noControlCharacterIsLeft() {
        let all = String(String.UnicodeScalarView((0...0x9F).compactMap(UnicodeScalar.init)))
        let shown = VisibleText.line(all)
        #expect(shown.unicodeScalars.allSatisfy { $0 == "\t" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    }
}
