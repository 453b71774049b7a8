/// Ages and sizes on the command line.
enum Quantity {
    /// `45m`, `12h`, `30d`, `8w`; nil for anything else.
    static func seconds(_ text: String) -> Double? {
        number(text, units: ["m": 60, "h": 3600, "d": 86400, "w": 7 * 86400]).map { Double($0) }
    }

    /// `500M`, `2G`: powers of 1024; nil for anything else.
    static func bytes(_ text: String) -> Int? {
        number(text.uppercased(), units: ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40])
    }

    /// `12.3 MB`.
    static func text(bytes: Int) -> String {
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        var value = bytes * 10
        var unit = 0
        while value >= 10240, unit < units.count - 1 {
            value = (value + 512) / 1024
            unit += 1
        }
        return unit == 0 || value >= 1000 ? "\(value / 10) \(units[unit])" : "\(value / 10).\(value % 10) \(units[unit])"
    }

    private static func number(_ text: String, units: [Character: Int]) -> Int? {
        guard let last = text.last, let unit = units[last], let value = Int(text.dropLast()), value >= 0 else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }
}
