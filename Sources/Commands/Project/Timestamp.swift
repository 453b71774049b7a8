/// ISO 8601 times without Foundation's formatters. Reference: https://howardhinnant.github.io/date_algorithms.html
enum Timestamp {
    /// `2026-11-23T20:10:00+01:00`
    static func text(seconds: Int64, offsetMinutes: Int) -> String {
        let sign = offsetMinutes < 0 ? "-" : "+"
        let size = abs(offsetMinutes)
        return local(seconds + Int64(offsetMinutes) * 60, separator: "T") + "\(sign)\(two(size / 60)):\(two(size % 60))"
    }

    /// `2026-11-23T20:10:00Z`
    static func utc(_ seconds: Int64) -> String { local(seconds, separator: "T") + "Z" }

    /// `2026-11-23 20:10`, UTC.
    static func minute(_ seconds: Double) -> String { String(local(Int64(seconds), separator: " ").dropLast(3)) }

    private static func local(_ seconds: Int64, separator: String) -> String {
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let rest = Int(seconds - days * 86400)
        let (year, month, day) = civil(days)
        return "\(year)-\(two(month))-\(two(day))\(separator)\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }

    /// Year, month and day of the proleptic Gregorian calendar, from days since 1970-01-01.
    private static func civil(_ days: Int64) -> (Int64, Int, Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5) + 1
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
