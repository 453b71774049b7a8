/// Host names with ranges, as Ansible inventories write them: `ctl[1:3]`, `cmp[01:10:2].rack[a:c]`.
/// Reference: https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
enum HostPattern {
    struct Failure: Error, Equatable {
        var message: String
    }

    /// More than any inventory holds; keeps a typo from filling the memory.
    private static let maximumHosts = 100_000

    /// All hosts a pattern stands for, in order. A port after the name is dropped.
    static func expand(_ pattern: String) throws(Failure) -> [String] {
        try ranges(in: withoutPort(pattern)[...])
    }

    private static func ranges(in pattern: Substring) throws(Failure) -> [String] {
        guard let open = pattern.firstIndex(of: "[") else { return [String(pattern)] }
        guard let close = pattern[open...].firstIndex(of: "]") else { throw Failure(message: "host range has no end: \(pattern)") }
        let tails = try ranges(in: pattern[pattern.index(after: close)...])
        let values = try values(of: pattern[pattern.index(after: open)..<close])
        guard values.count * tails.count <= maximumHosts else { throw Failure(message: "\(pattern) stands for too many hosts") }
        return values.flatMap { value in tails.map { pattern[..<open] + value + $0 } }
    }

    private static func values(of range: Substring) throws(Failure) -> [String] {
        let bounds = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard bounds.count == 2 || bounds.count == 3 else {
            throw Failure(message: "host range must be begin:end or begin:end:step")
        }
        let first = bounds[0].isEmpty ? "0" : bounds[0]
        let last = bounds[1]
        if last.isEmpty { throw Failure(message: "host range must specify end value") }
        let isPadded = first.count > 1 && first.hasPrefix("0")
        if isPadded, first.count != last.count {
            throw Failure(message: "host range must specify equal-length begin and end formats")
        }
        guard let step = bounds.count == 3 ? Int(bounds[2]) : 1, step > 0 else {
            throw Failure(message: "host range has the step \(bounds[2]), which is no positive number")
        }
        if let begin = letters.firstIndex(of: first), let end = letters.firstIndex(of: last) {
            if begin > end { throw Failure(message: "host range must have begin <= end") }
            return stride(from: begin, through: end, by: step).map { letters[$0] }
        }
        guard let begin = Int(first), let end = Int(last) else {
            throw Failure(message: "host range [\(range)] is neither of numbers nor of letters")
        }
        let (distance, overflows) = end.subtractingReportingOverflow(begin)
        guard !overflows, distance / step < maximumHosts else { throw Failure(message: "[\(range)] stands for too many hosts") }
        return stride(from: begin, through: end, by: step).map { number in
            let digits = String(number)
            return isPadded ? String(repeating: "0", count: max(0, first.count - digits.count)) + digits : digits
        }
    }

    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)

    /// `host:22` and `[2001:db8::1]:22` lose the port; a bare IPv6 address stays whole.
    private static func withoutPort(_ pattern: String) -> String {
        let digits = pattern.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let colon = pattern.index(pattern.endIndex, offsetBy: -digits - 1, limitedBy: pattern.startIndex)
        guard digits > 0, let colon, pattern[colon] == ":" else { return pattern }
        let name = pattern[..<colon]
        if name.hasPrefix("["), name.hasSuffix("]"), name.filter({ $0 == ":" }).count > 2 {
            return String(name.dropFirst().dropLast())
        }
        var depth = 0
        for character in name {
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            // A colon outside of a range: this is an address, or the digits belong to a range.
            if character == ":", depth == 0 { return pattern }
        }
        return depth == 0 ? String(name) : pattern
    }
}
