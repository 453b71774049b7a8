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
            case UInt8(ascii: "["):
                guard let set = Self.readSet(&rest) else {
                    // Nothing fits any more, whatever follows.
                    elements.append(.nothing)
                    rest = []
                    return false
                }
                elements.append(set)
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

    /// What follows a `[`, up to its end; nil when it has none.
    private static func readSet(_ rest: inout ArraySlice<UInt8>) -> Element? {
        var isNegated = false
        if let first = rest.first, first == UInt8(ascii: "!") || first == UInt8(ascii: "^") {
            isNegated = true
            rest.removeFirst()
        }
        /// The next character, without the backslash before it.
        func next() -> UInt32? {
            if rest.first == UInt8(ascii: "\\") { rest.removeFirst() }
            guard let first = rest.first else { return nil }
            let width = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            defer { rest = rest.dropFirst(width) }
            return String(decoding: rest.prefix(width), as: UTF8.self).unicodeScalars.first?.value
        }
        var ranges: [ClosedRange<UInt32>] = []
        while rest.first != UInt8(ascii: "]") {
            guard let low = next() else { return nil }
            let afterHyphen = rest.dropFirst().first
            guard rest.first == UInt8(ascii: "-"), let afterHyphen, afterHyphen != UInt8(ascii: "]") else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let high = next() else { return nil }
            // Ruby matches both ends even when they are in the wrong order.
            ranges.append(low...max(low, high))
            ranges.append(high...high)
        }
        rest.removeFirst()
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
