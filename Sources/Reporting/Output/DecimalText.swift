/// Numbers in decimal notation, the same on every machine and in every locale.
package enum DecimalText {
    /// `value` with at most `digits` decimals, without trailing zeros and without an exponent. A value that is not finite, or too
    /// large for an `Int` when scaled, is `0`.
    package static func text(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        guard value.isFinite, let scaled = Int(exactly: (value * Double(scale)).rounded()) else { return "0" }
        let magnitude = scaled.magnitude
        var text = scaled < 0 ? "-" : ""
        text += String(magnitude / UInt(scale))
        var fraction = magnitude % UInt(scale)
        guard fraction > 0 else { return text }
        var places = digits
        while fraction % 10 == 0 {
            fraction /= 10
            places -= 1
        }
        let digitsText = String(fraction)
        return text + "." + String(repeating: "0", count: places - digitsText.utf8.count) + digitsText
    }

    /// A count with a thin separator between thousands: `12,345`.
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var bytes: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
