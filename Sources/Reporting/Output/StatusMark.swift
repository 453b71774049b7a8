package import PipelineModel

/// How a status is shown: always a word and a shape besides its colour.
package struct StatusMark: Hashable, Sendable {
    /// `passed`, `failed, allowed`, `waiting for a person`.
    package var word: String
    /// One column wide, for text and Markdown.
    package var symbol: String
    /// The CSS class that carries the colour.
    package var cssClass: String
    /// SVG path data of the mark inside a 16 by 16 circle; drawn with a stroke.
    package var path: String

    /// nil stands for a job that is planned and has no status yet.
    package init(_ status: Status?, allowsFailure: Bool = false) {
        switch status {
        case .success:
            self.init("passed", "✓", "s-success", "M4.6 8.3l2.3 2.3 4.5-4.9")
        case .failed where allowsFailure:
            self.init("failed, allowed", "!", "s-warning", "M8 4.3v4.6M8 11.4v.2")
        case .failed:
            self.init("failed", "✗", "s-failed", "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2")
        case .running:
            self.init("running", "▸", "s-running", "M6.4 5v6l4.6-3z")
        case .pending, .waitingForResource:
            self.init(status == .pending ? "pending" : "waiting for a resource", "‖", "s-waiting", "M6.4 5.4v5.2M9.6 5.4v5.2")
        case .canceling, .canceled:
            self.init(status == .canceled ? "canceled" : "canceling", "⊘", "s-canceled", "M4.6 11.4l6.8-6.8")
        case .skipped:
            self.init("skipped", "»", "s-skipped", "M5 5.2l2.8 2.8L5 10.8M8.4 5.2l2.8 2.8-2.8 2.8")
        case .manual:
            self.init("manual", "◦", "s-manual", "M6.2 4.8v6.4l5-3.2z")
        case .scheduled:
            self.init("scheduled", "◷", "s-manual", "M8 4.8V8l2.4 1.6")
        case .created, nil:
            self.init("created", "·", "s-created", "M8 7.9v.2")
        }
    }

    private init(_ word: String, _ symbol: String, _ cssClass: String, _ path: String) {
        self.word = word
        self.symbol = symbol
        self.cssClass = cssClass
        self.path = path
    }
}

extension ByteBuffer {
    /// The mark as a 16 by 16 SVG group at a place; decoration, since the word stands in the text beside it.
    package mutating func statusIcon(_ mark: StatusMark, x: Double = 0, y: Double = 0) {
        raw("<g class=\"icon ")
        raw(verbatim: mark.cssClass)
        raw("\" transform=\"translate(")
        decimal(x)
        raw(" ")
        decimal(y)
        raw(")\" aria-hidden=\"true\"><circle cx=\"8\" cy=\"8\" r=\"7.25\"/><path d=\"")
        raw(verbatim: mark.path)
        raw("\"/></g>")
    }
}
