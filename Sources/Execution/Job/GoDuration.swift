/// Durations as Go writes them, which GitLab Runner's variables use: `1h30m`, `90s`, `1h0m0s`.
enum GoDuration {
    /// nil for anything else, zero and negative durations included.
    static func parse(_ text: String) -> Duration? {
        var total = Duration.zero
        var rest = text[...]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let value = Double(number), value < 1e9 else { return nil }
            switch unit {
            case "h": total += .seconds(value * 3600)
            case "m": total += .seconds(value * 60)
            case "s": total += .seconds(value)
            case "ms": total += .seconds(value / 1000)
            default: return nil
            }
            rest = rest.dropFirst(number.count + unit.count)
        }
        return total > .zero ? total : nil
    }

    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        if seconds == 0 { return "\(duration.components.attoseconds / 1_000_000_000_000_000)ms" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return (hours > 0 ? "\(hours)h" : "") + (hours > 0 || minutes > 0 ? "\(minutes)m" : "") + "\(seconds % 60)s"
    }
}
