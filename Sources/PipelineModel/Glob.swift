/// A path pattern of `rules:changes`, `rules:exists`, `include:local` or `only:changes`, compiled once for many paths.
///
/// The meaning is that of Ruby's `File.fnmatch` with `FNM_PATHNAME | FNM_DOTMATCH | FNM_EXTGLOB`, which GitLab calls:
/// `*` and `?` stop at `/` and match a leading dot, `**/` at the start of a segment matches any number of directories,
/// `**` elsewhere is `*` (so `docs/**` does not match `docs/a/b`), `[a-z]` and `[^a-z]` are sets, `{a,b}` are alternatives,
/// `\` makes the next character literal. A `[` that is not closed matches nothing.
/// Reference: https://docs.ruby-lang.org/en/master/File.html#method-c-fnmatch
package struct Glob: Hashable, Sendable {
    /// As written.
    package let pattern: String
    private let alternatives: [[GlobSegment]]
    /// What every path that fits begins with.
    private let start: [UInt8]
    /// The braces multiply to more than `maximumAlternatives`, and the pattern matches nothing.
    package let isTooBroad: Bool

    /// `{a,b}` twenty times over stands for a million patterns.
    package static let maximumAlternatives = 4096
    /// Of a pattern with braces, written out.
    private static let maximumBytes = 4 << 20

    private struct Budget {
        var alternatives = maximumAlternatives
        var bytes = maximumBytes

        var isSpent: Bool { alternatives < 0 || bytes < 0 }
    }

    package init(_ pattern: String) {
        self.pattern = pattern
        start = Array(pattern.utf8.prefix { !Array("*?[{\\".utf8).contains($0) })
        var budget = Budget()
        let expanded = Self.expandBraces(Array(pattern.utf8), &budget)
        isTooBroad = budget.isSpent
        alternatives = isTooBroad ? [] : expanded.map(Self.segments)
    }

    /// True when the pattern holds no special character, so that it matches one path only: itself.
    package var isLiteral: Bool {
        !pattern.utf8.contains { Array("*?[{\\".utf8).contains($0) }
    }

    /// True when the whole path, relative to the repository's top, fits.
    package func matches(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            // Most paths are told apart by their first directory.
            guard bytes.count >= start.count, start.indices.allSatisfy({ bytes[$0] == start[$0] }) else { return false }
            return alternatives.contains { Self.match($0, bytes) }
        }
    }

    package static func == (left: Self, right: Self) -> Bool { left.pattern == right.pattern }
    package func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// Segment by segment. After a mismatch the part behind the last `**/` is tried one directory further down.
    private static func match(_ segments: [GlobSegment], _ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var segment = 0
        var start = 0
        var retrySegment: Int?
        var retryStart = 0
        while true {
            if segments[segment].followsAnyDirectories {
                retrySegment = segment
                retryStart = start
            }
            if segments[segment].matches(path, from: start) {
                let end = endOfSegment(path, start)
                let isLast = segment == segments.count - 1
                if !isLast, end < path.count {
                    segment += 1
                    start = end + 1
                    continue
                }
                if isLast, end == path.count { return true }
            }
            guard let retry = retrySegment else { return false }
            let end = endOfSegment(path, retryStart)
            guard end < path.count else { return false }
            segment = retry
            start = end + 1
        }
    }

    private static func endOfSegment(_ path: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        return end
    }
}

// Compiling.
extension Glob {
    /// `a{b,c{d,e}}` to `ab`, `acd`, `ace`. Unbalanced braces are literal. Gives up when the budget is spent.
    private static func expandBraces(_ pattern: [UInt8], _ budget: inout Budget) -> [[UInt8]] {
        budget.alternatives -= 1
        guard !budget.isSpent else { return [] }
        guard let (open, close) = outerBraces(pattern) else { return [pattern] }
        var expanded: [[UInt8]] = []
        var index = open
        while index < close, !budget.isSpent {
            index += 1
            let start = index
            var depth = 0
            while index < close, !(pattern[index] == UInt8(ascii: ",") && depth == 0) {
                switch pattern[index] {
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"): depth -= 1
                case UInt8(ascii: "\\"): index += 1
                default: break
                }
                index += 1
            }
            let part = pattern[start..<min(index, close)]
            budget.bytes -= pattern.count
            expanded += expandBraces(Array(pattern[..<open] + part + pattern[(close + 1)...]), &budget)
        }
        return expanded
    }

    private static func outerBraces(_ pattern: [UInt8]) -> (open: Int, close: Int)? {
        var open: Int?
        var depth = 0
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "{"):
                if depth == 0 { open = index }
                depth += 1
            case UInt8(ascii: "}"):
                if let open {
                    depth -= 1
                    if depth == 0 { return (open, index) }
                }
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func segments(_ pattern: [UInt8]) -> [GlobSegment] {
        var segments: [GlobSegment] = []
        var rest = pattern[...]
        repeat {
            var segment = GlobSegment()
            while rest.starts(with: Array("**/".utf8)) {
                segment.followsAnyDirectories = true
                rest = rest.dropFirst(3)
            }
            let isLast = !segment.read(&rest)
            segments.append(segment)
            if isLast { return segments }
        } while true
    }
}
