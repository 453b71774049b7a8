internal import RegularExpressions

/// `coverage:`: in the last line of a trace where the expression matches, the first number of the last match (or of its last
/// group). Reference: https://docs.gitlab.com/ci/yaml/#coverage and GitLab's `Ci::Trace::Stream#extract_coverage`.
package enum CoverageParsing {
    /// nil when nothing matches or the expression is invalid.
    package static func coverage(in trace: [UInt8], pattern: String) -> Double? {
        guard let expression = try? RegularExpression(pattern) else { return nil }
        for bytes in trace.split(separator: 0x0a).reversed() {
            let line = String(decoding: bytes.last == 0x0d ? bytes.dropLast() : bytes, as: UTF8.self)
            guard let match = lastMatch(of: expression, in: line), let number = firstNumber(in: match) else { continue }
            return number
        }
        return nil
    }

    private static func lastMatch(of expression: RegularExpression, in line: String) -> [UInt8]? {
        let bytes = Array(line.utf8)
        var last: [UInt8]?
        var start = 0
        while start <= bytes.count, let ranges = expression.firstMatch(in: line, from: start), let whole = ranges[0] {
            let range = ranges.count > 1 ? ranges[ranges.count - 1] : whole
            last = range.map { Array(bytes[$0]) } ?? []
            start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
        }
        return last
    }

    private static func firstNumber(in bytes: [UInt8]) -> Double? {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard let start = bytes.firstIndex(where: isDigit) else { return nil }
        var digits = bytes[start...].prefix(while: isDigit)
        let rest = bytes[digits.endIndex...]
        if rest.first == UInt8(ascii: "."), case let fraction = rest.dropFirst().prefix(while: isDigit), !fraction.isEmpty {
            digits = bytes[start..<fraction.endIndex]
        }
        return Double(String(decoding: digits, as: UTF8.self))
    }
}
