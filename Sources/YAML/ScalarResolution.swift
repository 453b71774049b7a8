/// Which plain scalars are null, booleans and numbers under YAML 1.1, as Ruby's Psych decides it: `yes` and `on` are true, `y`
/// is a string, `0644` is octal but `0o644` is a string, `1:30` is 5400 (hours come first), `1_000` is 1000, `1e3` is a string
/// (a number with an exponent has a point and a sign). Dates stay text.
/// Reference: Psych 4 and 5, `Psych::ScalarScanner`, which these rules were compared with by running it.
enum ScalarResolution {
    static func resolve(_ text: String) -> Scalar.Value {
        var text = text
        return text.withUTF8 { resolve($0) } ?? .string(text)
    }

    /// nil: a string.
    private static func resolve(_ bytes: UnsafeBufferPointer<UInt8>) -> Scalar.Value? {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(bytes)
        case UInt8(ascii: "~"):
            return bytes.count == 1 ? .null : nil
        default:
            return word(bytes)
        }
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Scalar.Value? {
        guard (2...5).contains(bytes.count) else { return nil }
        if equals(bytes, "null") { return .null }
        if equals(bytes, "true") || equals(bytes, "yes") || equals(bytes, "on") { return .bool(true) }
        if equals(bytes, "false") || equals(bytes, "no") || equals(bytes, "off") { return .bool(false) }
        return nil
    }

    /// Without regard to case.
    private static func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            for index in bytes.indices where bytes[index] | 0x20 != word[index] { return false }
            return true
        }
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Scalar.Value? {
        var index = 0
        var negative = false
        if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
            negative = bytes[0] == UInt8(ascii: "-")
            index = 1
        }
        let digits = UnsafeBufferPointer(rebasing: bytes[index...])
        guard let first = digits.first else { return nil }
        if first == UInt8(ascii: ".") {
            if equals(digits, ".inf") { return .float(negative ? -.infinity : .infinity) }
            if equals(digits, ".nan") && index == 0 { return .float(.nan) }
            return float(digits, negative: negative)
        }
        guard isDigit(first) else { return nil }
        if let value = integer(digits) { return .int(negative ? -value : value) }
        if digits.contains(UInt8(ascii: ":")) { return sexagesimal(digits, negative: negative) }
        return float(digits, negative: negative)
    }

    private static func integer(_ digits: UnsafeBufferPointer<UInt8>) -> Int? {
        guard digits.count > 1, digits[0] == UInt8(ascii: "0") else { return decimal(digits) }
        switch digits[1] {
        case UInt8(ascii: "x"): return digitsValue(digits[2...], radix: 16)
        case UInt8(ascii: "b"): return digitsValue(digits[2...], radix: 2)
        default: return digitsValue(digits[1...], radix: 8)
        }
    }

    /// A separator stands between two digits.
    private static func decimal(_ digits: UnsafeBufferPointer<UInt8>) -> Int? {
        var isAfterSeparator = true
        for byte in digits {
            let isSeparator = isSeparator(byte)
            if isSeparator && isAfterSeparator { return nil }
            isAfterSeparator = isSeparator
        }
        return isAfterSeparator ? nil : digitsValue(digits[...], radix: 10)
    }

    /// Digits with separators anywhere.
    private static func digitsValue(_ digits: Slice<UnsafeBufferPointer<UInt8>>, radix: Int) -> Int? {
        var value = 0
        var count = 0
        for byte in digits {
            if isSeparator(byte) { continue }
            guard let digit = hexadecimalValue(byte), digit < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, sumOverflow) = product.addingReportingOverflow(digit)
            if overflow || sumOverflow { return nil }
            value = sum
            count += 1
        }
        return count > 0 ? value : nil
    }

    /// `1:30` and `1:30:00`, in seconds: the first part counts hours even when there are only two, and a sign is the first part's
    /// alone. The other parts are below 60.
    private static func sexagesimal(_ digits: UnsafeBufferPointer<UInt8>, negative: Bool) -> Scalar.Value? {
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        var total = 0
        for (part, unit) in zip(parts, [3600, 60, 1]) {
            let isFirst = unit == 3600
            guard let first = part.first, isDigit(first), let value = digitsValue(part, radix: 10),
                isFirst || (value < 60 && part.count <= 2)
            else { return nil }
            let (product, overflow) = (isFirst && negative ? -value : value).multipliedReportingOverflow(by: unit)
            let (sum, sumOverflow) = total.addingReportingOverflow(product)
            if overflow || sumOverflow { return nil }
            total = sum
        }
        return .int(total)
    }

    /// Digits, one point, digits, and an exponent that has a sign.
    private static func float(_ digits: UnsafeBufferPointer<UInt8>, negative: Bool) -> Scalar.Value? {
        var text: [UInt8] = []
        var points = 0
        var hasDigit = false
        var index = digits.startIndex
        while index < digits.endIndex {
            let byte = digits[index]
            if isDigit(byte) {
                hasDigit = true
                text.append(byte)
            } else if byte == UInt8(ascii: ".") {
                points += 1
                if text.isEmpty { text.append(UInt8(ascii: "0")) }
                text.append(byte)
            } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
                break
            } else if isSeparator(byte) && points == 0 && hasDigit {
                // A separator of thousands.
            } else {
                return nil
            }
            index += 1
        }
        guard hasDigit, points <= 1 else { return nil }
        if text.last == UInt8(ascii: ".") { text.append(UInt8(ascii: "0")) }
        if index < digits.endIndex {
            let exponent = digits[(index + 1)...]
            guard let sign = exponent.first else { return nil }
            let numbers = exponent.dropFirst()
            guard points == 1, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+"), !numbers.isEmpty,
                numbers.allSatisfy(isDigit)
            else { return nil }
            text.append(UInt8(ascii: "e"))
            text.append(contentsOf: exponent)
        } else if points == 0 {
            return nil
        }
        guard let value = Double(String(decoding: text, as: UTF8.self)) else { return nil }
        return .float(negative ? -value : value)
    }

    /// Of thousands.
    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || byte == UInt8(ascii: ",") }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func hexadecimalValue(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
