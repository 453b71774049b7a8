/// An estimate of how wide text is in the 13-pixel interface font, for boxes that are drawn before a font is known. It errs on the
/// wide side for common system fonts.
enum TextMeasure {
    /// CSS pixels.
    static func width(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The text, or its beginning and an ellipsis when it is wider than `limit`. Control characters become spaces.
    static func fitted(_ text: String, into limit: Double) -> String {
        guard width(text) > limit else { return text }
        var result = ""
        var used = width("…")
        for character in text {
            used += width(String(character))
            if used > limit { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "t", "f", "r", ".", ",", ":", ";", "'", "|", "!", "(", ")", "[", "]", "/", " ": 4.6
        case "m", "w", "M", "W", "@", "%": 11.6
        case "A"..."Z": 9
        case _ where scalar.value >= 0x1100: 13
        default: 7.5
        }
    }
}
