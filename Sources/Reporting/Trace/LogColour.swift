/// A colour as it is shown on the dark surface of a log.
struct LogColour: Hashable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// The surface of a log and its plain text; the style sheet uses the same.
    static let surface = LogColour(red: 0x16, green: 0x18, blue: 0x1D)
    static let text = LogColour(red: 0xD6, green: 0xDA, blue: 0xE0)

    /// The terminal's sixteen, chosen for a contrast of 4.5 on the surface.
    private static let sixteen: [UInt32] = [
        0x8A919C, 0xFF7B80, 0x56C271, 0xDBA642, 0x7DA6FF, 0xD39BEF, 0x4EC4CF, 0xD6DAE0,
        0x9AA1AC, 0xFF9EA1, 0x7EE095, 0xF0C463, 0xA4C1FF, 0xE3B8F7, 0x7BDDE6, 0xFFFFFF,
    ]

    init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// nil for the standard colour.
    init?(_ colour: TextStyle.Colour) {
        switch colour {
        case .standard: return nil
        case .rgb(let red, let green, let blue): self.init(red: red, green: green, blue: blue)
        case .palette(let index): self.init(palette: index)
        }
    }

    private init(palette index: UInt8) {
        switch index {
        case 0..<16:
            let value = Self.sixteen[Int(index)]
            self.init(red: UInt8(value >> 16 & 0xFF), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
        case 16..<232:
            let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
            let cube = Int(index) - 16
            self.init(red: levels[cube / 36], green: levels[cube / 6 % 6], blue: levels[cube % 6])
        default:
            let level = UInt8(8 + 10 * (Int(index) - 232))
            self.init(red: level, green: level, blue: level)
        }
    }

    /// `#rrggbb`
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = [red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "#" + String(decoding: bytes, as: UTF8.self)
    }

    /// Of two colours, as WCAG 2 defines it: 1 to 21.
    func contrast(with other: LogColour) -> Double {
        let (first, second) = (luminance, other.luminance)
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// The colour itself, or as little nearer to white or black as makes it readable on `background`.
    func readable(on background: LogColour) -> LogColour {
        let goal: Double = background.luminance < 0.18 ? 255 : 0
        var colour = self
        var share = 0.0
        while colour.contrast(with: background) < 4.5, share < 1 {
            share += 0.1
            colour = LogColour(
                red: Self.mix(red, goal, share), green: Self.mix(green, goal, share), blue: Self.mix(blue, goal, share))
        }
        return colour
    }

    private static func mix(_ value: UInt8, _ goal: Double, _ share: Double) -> UInt8 {
        UInt8(max(0, min(255, Double(value) + (goal - Double(value)) * share)))
    }

    private var luminance: Double {
        // The square stands for the exponent 2.4 of sRGB; it differs by less than the steps of `readable`.
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share * share * (0.77 + 0.23 * share)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}
