internal import Glibc

/// Points in time, as people read them.
package enum FetchTime {
    package static var now: Double { Double(time(nil)) }

    /// `2026-11-23 20:10`, in UTC.
    package static func text(_ seconds: Double) -> String {
        var clock = time_t(seconds)
        var parts = tm()
        gmtime_r(&clock, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min)) UTC"
    }
}
