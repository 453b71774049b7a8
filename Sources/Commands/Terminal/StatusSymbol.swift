internal import PipelineModel

/// The signs by which a terminal shows a status, each one column wide.
struct StatusSymbols: Sendable {
    var spinner: [String]
    private var isUnicode: Bool
    var bar: (full: String, empty: String)
    /// Before an estimate.
    var about: String
    var separator: String

    static let unicode = StatusSymbols(
        spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"], isUnicode: true, bar: ("█", "░"), about: "≈ ", separator: " · "
    )
    /// For terminals that are not set to UTF-8.
    static let ascii = StatusSymbols(
        spinner: ["|", "/", "-", "\\"], isUnicode: false, bar: ("#", "."), about: "~ ", separator: ", ")

    func symbol(_ status: Status, allowsFailure: Bool, tick: Int) -> (text: String, style: TextStyle) {
        switch status {
        case .running: (spinner[tick % spinner.count], .cyan)
        case .canceling: (spinner[tick % spinner.count], .yellow)
        case .success: (isUnicode ? "✔" : "+", .green)
        case .failed: allowsFailure ? ("!", .yellow) : (isUnicode ? "✘" : "x", .red)
        case .canceled: (isUnicode ? "⊘" : "c", .yellow)
        case .skipped: (isUnicode ? "»" : ">", .dim)
        case .manual: (isUnicode ? "▷" : "m", .yellow)
        case .scheduled: (isUnicode ? "◷" : "d", .yellow)
        case .waitingForResource: (isUnicode ? "◌" : "w", .yellow)
        case .pending: (isUnicode ? "○" : "o", .plain)
        case .created: (isUnicode ? "·" : ".", .dim)
        }
    }
}

/// `0:07`, `12:34`, `1:02:03`.
func clockText(_ seconds: Double) -> String {
    let whole = Int(max(seconds, 0))
    let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(twoDigits(whole % 60))" : "\(minutes):\(twoDigits(whole % 60))"
}

/// A duration in one unit, for estimates: `40s`, `3m`, `2h`.
func roughText(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(Int(max(seconds, 1).rounded()))s"
    case ..<5400: "\(Int((seconds / 60).rounded()))m"
    default: "\(Int((seconds / 3600).rounded()))h"
    }
}
