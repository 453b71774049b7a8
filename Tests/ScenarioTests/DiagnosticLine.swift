import Foundation

/// A diagnostic as `slipway` prints it: `file:line:column: severity: message`, or without a place.
struct DiagnosticLine: Sendable {
    var file: String?
    var line: Int?
    var column: Int?
    var severity: String
    var message: String

    /// Said when the context makes no pipeline; not a problem of the configuration.
    private static let noPipeline = "no pipeline: "

    /// nil when the line is something else: a quoted source line, help, a summary.
    init?(_ text: Substring) {
        if text.hasPrefix(Self.noPipeline) {
            severity = "note"
            message = String(text.dropFirst(Self.noPipeline.count))
            return
        }
        for severity in ["error", "warning", "note"] {
            let separator = "\(severity): "
            guard let range = text.range(of: separator) else { continue }
            let place = text[..<range.lowerBound]
            guard place.isEmpty || place.hasSuffix(": ") else { continue }
            self.severity = severity
            message = String(text[range.upperBound...])
            let parts = place.dropLast(2).split(separator: ":")
            if parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]) {
                file = parts.dropLast(2).joined(separator: ":")
                self.line = line
                self.column = column
            } else if !place.isEmpty {
                continue
            }
            return
        }
        return nil
    }

    func matches(_ expected: ExpectedDiagnostic) -> Bool {
        severity == expected.severity && message.contains(expected.message)
            && (expected.file == nil || file == expected.file) && (expected.line == nil || line == expected.line)
            && (expected.column == nil || column == expected.column)
    }

    var description: String { "\(file ?? "-"):\(line ?? 0):\(column ?? 0): \(severity): \(message)" }
}
