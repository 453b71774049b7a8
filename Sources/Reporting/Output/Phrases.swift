package import PipelineModel

/// Quantities and states in the words people read.
package enum Phrases {
    /// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "unknown" }
        if seconds < 9.95 { return DecimalText.text(seconds, digits: 1) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 {
            let rest = whole % 60
            return rest == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(rest) s"
        }
        let minutes = (whole / 60) % 60
        return minutes == 0 ? "\(whole / 3600) h" : "\(whole / 3600) h \(minutes) min"
    }

    /// `812 B`, `14 KiB`, `3.2 MiB`.
    package static func size(_ bytes: Int) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        var value = Double(bytes)
        guard value >= 1024 else { return "\(bytes) B" }
        var unit = -1
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return DecimalText.text(value, digits: value < 10 ? 1 : 0) + " " + units[unit]
    }

    /// `1 job`, `2 jobs`, `12,000 jobs`.
    package static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        number == 1 ? "1 \(singular)" : "\(DecimalText.grouped(number)) \(plural ?? singular + "s")"
    }

    /// `2026-11-23 19:17:33 UTC` from seconds since 1970.
    package static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e11 else { return "unknown" }
        let total = Int(seconds.rounded(.down))
        let (days, second) = total.quotientAndRemainderFlooring(by: 86_400)
        // Civil date from days, after Howard Hinnant's public-domain algorithm.
        let shifted = days + 719_468
        let (era, dayOfEra) = shifted.quotientAndRemainderFlooring(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let clock = "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "\(year)-\(padded(month))-\(padded(day)) \(clock) UTC"
    }

    /// `script failure`, `job execution timeout`.
    package static func reason(_ reason: FailureReason) -> String {
        String(reason.rawValue.map { $0 == "_" ? " " : $0 })
    }

    private static func padded(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}

extension Int {
    fileprivate func quotientAndRemainderFlooring(by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
