/// The part of a glob between two slashes.
struct GlobSegment: Sendable {
    enum Element: Sendable {
        case byte(UInt8)
        /// `?`
        case anyCharacter
        /// `*`
        case anyText
        case set([ClosedRange<UInt32>], isNegated: Bool)
        /// A `[` that is not closed.
        case nothing
    }

    /// True when `**/` stands before the segment.
    var followsAnyDirectories = false
    private var elements: [Element] = []

    /// Reads up to and including the next slash.
    /// - Returns: whether there was one, so that another segment follows.
    mutating func read(_ rest: inout ArraySlice<UInt8>) -> Bool {
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "/"): return true
            case UInt8(ascii: "*"):
                if case .anyText? = elements.last { continue }
                elements.append(.anyText)
            case UInt8(ascii: "?"): elements.append(.anyCharacter)
            case UInt8(ascii: "["): elements.append(Self.readSet(&rest))
            case UInt8(ascii: "\\"):
                // An escaped slash still separates, as in Ruby; a backslash at the end is itself.
                guard let next = rest.popFirst() else {
                    elements.append(.byte(byte))
                    continue
                }
                if next == UInt8(ascii: "/") { return true }
                elements.append(.byte(next))
            default: elements.append(.byte(byte))
            }
        }
        return false
    }

    private static func readSet(_ rest: inout ArraySlice<UInt8>) -> Element {
        var characters = String(decoding: rest, as: UTF8.self).unicodeScalars[...]
        var isNegated = false
        if let first = characters.first, first == "!" || first == "^" {
            isNegated = true
            characters.removeFirst()
        }
        func next() -> Unicode.Scalar? {
            if characters.first == "\\" { characters.removeFirst() }
            return characters.popFirst()
        }
        var ranges: [ClosedRange<UInt32>] = []
        while characters.first != "]" {
            guard let low = next() else { return .nothing }
            let afterHyphen = characters.dropFirst().first
            guard characters.first == "-", let afterHyphen, afterHyphen != "]" else {
                ranges.append(low.value...low.value)
                continue
            }
            characters.removeFirst()
            guard let high = next() else { return .nothing }
            // Ruby matches both ends even when they are in the wrong order.
            ranges.append(low.value...max(low.value, low.value <= high.value ? high.value : low.value))
            ranges.append(high.value...high.value)
        }
        characters.removeFirst()
        rest = rest.suffix(characters.reduce(0) { $0 + UTF8.width($1) })
        return .set(ranges, isNegated: isNegated)
    }

    /// True when the segment of `path` that begins at `start` fits.
    func matches(_ path: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        var element = 0
        var index = start
        var retryElement: Int?
        var retryIndex = start
        while true {
            let isAtEnd = index == path.count || path[index] == UInt8(ascii: "/")
            if element == elements.count {
                if isAtEnd { return true }
            } else {
                switch elements[element] {
                case .anyText:
                    if element == elements.count - 1 { return true }
                    if isAtEnd { return false }
                    element += 1
                    retryElement = element
                    retryIndex = index
                    continue
                case .byte(let byte):
                    if isAtEnd { return false }
                    if path[index] == byte {
                        element += 1
                        index += 1
                        continue
                    }
                case .anyCharacter:
                    if isAtEnd { return false }
                    element += 1
                    index += Self.width(path, index)
                    continue
                case .set(let ranges, let isNegated):
                    if isAtEnd { return false }
                    let width = Self.width(path, index)
                    let scalar = String(decoding: path[index..<index + width], as: UTF8.self).unicodeScalars.first?.value ?? 0
                    if ranges.contains(where: { $0.contains(scalar) }) != isNegated {
                        element += 1
                        index += width
                        continue
                    }
                case .nothing:
                    if isAtEnd { return false }
                }
            }
            guard let retry = retryElement else { return false }
            retryIndex += Self.width(path, retryIndex)
            element = retry
            index = retryIndex
        }
    }

    /// The bytes of the character at `index`.
    private static func width(_ path: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        var end = index + 1
        while end < path.count, path[end] & 0xC0 == 0x80 { end += 1 }
        return end - index
    }
}
