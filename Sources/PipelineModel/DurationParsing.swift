/// Durations as GitLab writes them in `timeout`, `start_in`, `expire_in` and `auto_stop_in`: `1h 30m`, `3 mins 4 sec`,
/// `2 weeks and 1 day`, `1:30:00`, `90` (seconds). A month has 30 days and a year 365.25.
/// Reference: https://docs.gitlab.com/ci/yaml/#timeout; the grammar is that of the ChronicDuration library GitLab uses.
extension Duration {
    /// nil when the text is no duration, or nothing but zeros would be left of it.
    package init?(parsing text: String) {
        var scanner = DurationScanner(text)
        guard let seconds = scanner.seconds(), seconds.isFinite, seconds < 1e12 else { return nil }
        let whole = Int64(seconds)
        self = .seconds(whole) + .milliseconds(Int64(((seconds - Double(whole)) * 1000).rounded()))
    }

    /// The largest units first and only those that are there: `1h 30m`, `2d`, `4s`. Fractions of a second are dropped.
    package var shortDescription: String {
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        var rest = components.seconds
        var parts: [String] = []
        for (size, name) in units where rest >= size {
            parts.append("\(rest / size)\(name)")
            rest %= size
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }
}

/// Reads a duration from left to right.
private struct DurationScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        // Letters in lower case; everything else in the grammar is the same in both cases.
        bytes = text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
    }

    mutating func seconds() -> Double? {
        var total = 0.0
        var found = false
        while true {
            skipSeparators()
            if index == bytes.count { return found ? total : nil }
            guard let amount = amount() else { return nil }
            skipSeparators()
            if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
                // The whole text must then be h:m:s.
                guard !found, let clock = clock(from: amount) else { return nil }
                return clock
            }
            let word = word()
            if word.isEmpty {
                // A bare number means seconds, and only when it stands alone.
                guard !found, index == bytes.count else { return nil }
                return amount
            }
            guard let unit = Self.units[word] else { return nil }
            total += amount * unit
            found = true
        }
    }

    private mutating func clock(from first: Double) -> Double? {
        var total = first
        var parts = 1
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: ":"), parts < 3 else { return nil }
            index += 1
            guard let part = number() else { return nil }
            total = total * 60 + part
            parts += 1
        }
        return total
    }

    private mutating func skipSeparators() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
                index += 1
                continue
            }
            let start = index
            let joining = word()
            if !joining.isEmpty && Self.joiners.contains(joining) { continue }
            index = start
            return
        }
    }

    private mutating func amount() -> Double? {
        if let number = number() { return number }
        return Self.numerals[word()]
    }

    private mutating func number() -> Double? {
        let start = index
        while index < bytes.count, (48...57).contains(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
        guard index > start else { return nil }
        return Double(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func word() -> String {
        let start = index
        while index < bytes.count, (97...122).contains(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static let joiners: Set<String> = ["and", "with", "plus"]

    private static let numerals: [String: Double] = [
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "ninety": 90,
    ]

    private static let units: [String: Double] = {
        let names: [(Double, [String])] = [
            (1, ["s", "sec", "secs", "second", "seconds"]),
            (60, ["m", "min", "mins", "minute", "minutes"]),
            (3600, ["h", "hr", "hrs", "hour", "hours"]),
            (86_400, ["d", "dy", "day", "days"]),
            (604_800, ["w", "wk", "wks", "week", "weeks"]),
            (2_592_000, ["mo", "mon", "mons", "mos", "month", "months"]),
            (31_557_600, ["y", "yr", "yrs", "year", "years"]),
        ]
        return Dictionary(uniqueKeysWithValues: names.flatMap { size, words in words.map { ($0, size) } })
    }()
}
