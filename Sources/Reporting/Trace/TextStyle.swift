/// How a run of log text looks: the state that ANSI SGR sequences (ECMA-48, 8.3.117) change.
struct TextStyle: Hashable, Sendable {
    enum Colour: Hashable, Sendable {
        case standard
        /// 0-15 the terminal's own, 16-231 a cube, 232-255 greys.
        case palette(UInt8)
        case rgb(UInt8, UInt8, UInt8)
    }

    var foreground = Colour.standard
    var background = Colour.standard
    var isBold = false
    var isFaint = false
    var isItalic = false
    var isUnderlined = false
    var isReversed = false
    var isStruck = false

    /// Applies the parameters of one `CSI … m`. Unknown ones change nothing.
    mutating func apply(_ parameters: some Collection<UInt8>) {
        // `38:2::r:g:b` and `38;2;r;g;b` mean the same; the empty colour space id of the colon form is dropped.
        let isColonForm = parameters.contains(UInt8(ascii: ":"))
        let parts = parameters.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":") }
        guard parts.count <= 64 else { return }
        var codes = parts.map { part in part.reduce(0) { min($0 * 10 + Int($1 &- 0x30), 65_535) } }
        if isColonForm, codes.count == 6, codes[0] == 38 || codes[0] == 48, codes[1] == 2 { codes.remove(at: 2) }
        var index = 0
        while index < codes.count {
            index += apply(codes[index...])
        }
    }

    /// Applies the first code and returns how many it used.
    private mutating func apply(_ codes: ArraySlice<Int>) -> Int {
        let code = codes[codes.startIndex]
        switch code {
        case 0: self = TextStyle()
        case 1: isBold = true
        case 2: isFaint = true
        case 3: isItalic = true
        case 4, 21: isUnderlined = true
        case 7: isReversed = true
        case 9: isStruck = true
        case 22: (isBold, isFaint) = (false, false)
        case 23: isItalic = false
        case 24: isUnderlined = false
        case 27: isReversed = false
        case 29: isStruck = false
        case 30...37: foreground = .palette(UInt8(code - 30))
        case 39: foreground = .standard
        case 40...47: background = .palette(UInt8(code - 40))
        case 49: background = .standard
        case 90...97: foreground = .palette(UInt8(code - 90 + 8))
        case 100...107: background = .palette(UInt8(code - 100 + 8))
        case 38, 48:
            let (colour, used) = Self.extended(codes.dropFirst())
            if let colour {
                if code == 38 { foreground = colour } else { background = colour }
            }
            return used + 1
        default: break
        }
        return 1
    }

    private static func extended(_ codes: ArraySlice<Int>) -> (Colour?, used: Int) {
        let values = Array(codes.prefix(4))
        if values.first == 5, values.count >= 2 {
            return (UInt8(exactly: values[1]).map { .palette($0) }, 2)
        }
        if values.first == 2, values.count == 4 {
            guard let red = UInt8(exactly: values[1]), let green = UInt8(exactly: values[2]), let blue = UInt8(exactly: values[3])
            else {
                return (nil, 4)
            }
            return (.rgb(red, green, blue), 4)
        }
        return (nil, values.count)
    }
}
