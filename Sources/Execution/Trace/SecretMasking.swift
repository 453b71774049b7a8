/// Replaces secrets in a stream of bytes by `[MASKED]`, wherever the stream is cut.
///
/// Every occurrence of every secret is covered. Occurrences that share bytes become one `[MASKED]`; occurrences that only touch
/// become one each. At most as many bytes are held back as the longest secret has.
///
/// What counts as a secret: the value of a masked variable without white space at its ends, and of a value of several lines
/// also each line of at least `minimumLineLength` bytes. Values shorter than `minimumLength` are not masked (a log in which every
/// `a` is masked helps nobody; GitLab refuses to mask values under 8 characters); `tooShort` names them. Encoded forms of a
/// secret, such as base64, are not recognised, as in GitLab.
/// Reference: https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable
package struct SecretMasking: Sendable {
    package static let minimumLength = 4
    package static let minimumLineLength = 8
    static let replacement = Array("[MASKED]".utf8)

    private let automaton: ByteAutomaton?
    private var state: Int32 = 0
    /// Bytes that are not given out yet; the first is at position `base` of the stream.
    private var held: [UInt8] = []
    private var base = 0
    /// Where secrets are, in stream positions, in order, none sharing bytes. Finished as soon as no secret can overlap them.
    private var intervals: [Range<Int>] = []

    package init(_ secrets: [String]) { self.init(needles: Self.needles(secrets)) }

    init(needles: [[UInt8]]) { automaton = needles.isEmpty ? nil : ByteAutomaton(needles) }

    /// The values among `secrets` that are not masked because they are too short.
    package static func isTooShort(_ secret: String) -> Bool {
        let count = trimmed(Array(secret.utf8)[...]).count
        return count > 0 && count < minimumLength
    }

    /// A whole text, masked.
    package func masked(_ text: String) -> String {
        guard automaton != nil else { return text }
        var masking = self
        var output: [UInt8] = []
        masking.mask(text.utf8, into: &output)
        masking.finish(into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    static func needles(_ secrets: [String]) -> [[UInt8]] {
        var needles: Set<[UInt8]> = []
        for secret in secrets {
            let whole = trimmed(Array(secret.utf8)[...])
            if whole.count >= minimumLength { needles.insert(Array(whole)) }
            let lines = whole.split { $0 == 0x0a || $0 == 0x0d }.map(trimmed)
            guard lines.count > 1 else { continue }
            for line in lines where line.count >= minimumLineLength { needles.insert(Array(line)) }
        }
        return Array(needles)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) }) else {
            return []
        }
        return bytes[first...last]
    }

    /// Takes the next bytes of the stream and appends to `output` what is certain by now.
    mutating func mask(_ bytes: some Sequence<UInt8>, into output: inout [UInt8]) {
        guard let automaton else {
            output.append(contentsOf: bytes)
            return
        }
        for byte in bytes {
            held.append(byte)
            state = automaton.next(state, byte)
            let end = base + held.count
            let length = Int(automaton.longest[Int(state)])
            if length > 0 { cover(end - length..<end) }
            // Without a secret in sight there is no hurry.
            if held.count < 4096 { continue }
            settle(before: end - Int(automaton.depth[Int(state)]), into: &output)
        }
        settle(before: base + held.count - Int(automaton.depth[Int(state)]), into: &output)
    }

    /// The end of the stream: gives out what is held back.
    mutating func finish(into output: inout [UInt8]) {
        settle(before: base + held.count, into: &output)
        state = 0
    }

    private mutating func cover(_ range: Range<Int>) {
        var start = range.lowerBound
        while let last = intervals.last, last.upperBound > start {
            start = min(start, last.lowerBound)
            intervals.removeLast()
        }
        intervals.append(start..<range.upperBound)
    }

    /// Gives out everything before `safe`: no secret that starts before it can be found any more.
    private mutating func settle(before safe: Int, into output: inout [UInt8]) {
        guard safe > base else { return }
        var position = base
        var finished = 0
        for interval in intervals {
            if interval.lowerBound >= safe { break }
            if interval.lowerBound > position { output += held[(position - base)..<(interval.lowerBound - base)] }
            if interval.upperBound > safe {
                position = safe
                break
            }
            output += Self.replacement
            position = interval.upperBound
            finished += 1
        }
        if position < safe { output += held[(position - base)..<(safe - base)] }
        intervals.removeFirst(finished)
        held.removeFirst(safe - base)
        base = safe
    }
}
