/// How a piece of text looks.
enum TextStyle: Sendable {
    case plain, bold, dim, red, green, yellow, cyan

    /// The parameters of Select Graphic Rendition.
    var code: String? {
        switch self {
        case .plain: nil
        case .bold: "1"
        case .dim: "2"
        case .red: "31"
        case .green: "32"
        case .yellow: "33"
        case .cyan: "36"
        }
    }
}

/// One line of a screen: pieces of text, each in one style. Holds no escape sequences and no control characters.
struct StyledLine: Equatable, Sendable {
    struct Span: Equatable, Sendable {
        var text: String
        var style: TextStyle
        var width: Int
    }

    private(set) var spans: [Span] = []

    init() {}

    init(_ text: String, _ style: TextStyle = .plain) { append(text, style) }

    var width: Int { spans.reduce(0) { $0 + $1.width } }
    /// Without styles.
    var text: String { spans.map(\.text).joined() }

    mutating func append(_ text: String, _ style: TextStyle = .plain) {
        if !text.isEmpty { spans.append(Span(text: text, style: style, width: DisplayWidth.of(text))) }
    }

    /// Cut at this column.
    func truncated(to columns: Int) -> StyledLine {
        guard width > columns else { return self }
        var line = StyledLine()
        for span in spans {
            let room = columns - line.width
            if room <= 0 { break }
            line.append(DisplayWidth.truncate(span.text, to: room), span.style)
        }
        return line
    }

    /// What to send to a terminal; `usesColour` false leaves the styles out.
    func encoded(usesColour: Bool) -> String { spans.map { $0.encoded(usesColour: usesColour) }.joined() }
}

extension StyledLine.Span {
    func encoded(usesColour: Bool) -> String {
        guard usesColour, let code = style.code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
