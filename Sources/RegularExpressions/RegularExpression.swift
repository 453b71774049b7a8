internal import CRE2

/// A regular expression in RE2's syntax, the one GitLab uses for `rules:if`, `only`, `coverage` and `spec:inputs:regex`.
/// Matching takes time linear in the text whatever the pattern. Reference: https://github.com/google/re2/wiki/Syntax
///
/// Immutable, and safe to use from several threads at once.
package final class RegularExpression: @unchecked Sendable {
    private let compiled: OpaquePointer
    /// The pattern as given, flags included.
    package let pattern: String
    package let groupCount: Int

    /// Compiles a pattern.
    /// - Parameters:
    ///   - pattern: without slashes.
    ///   - flags: any of `i`, `m`, `s`, `U`, as RE2 understands them in `(?flags)`.
    package init(_ pattern: String, flags: String = "") throws(RegularExpressionError) {
        let whole = flags.isEmpty ? pattern : "(?\(flags))\(pattern)"
        var text = whole
        let compiled = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count) }
        }
        guard let compiled else { throw RegularExpressionError(pattern: whole, message: "out of memory") }
        if let message = cre2_error(compiled) {
            let error = RegularExpressionError(pattern: whole, message: String(cString: message))
            cre2_free(compiled)
            throw error
        }
        self.compiled = compiled
        self.pattern = whole
        self.groupCount = Int(cre2_groups(compiled))
    }

    deinit { cre2_free(compiled) }

    /// True when the pattern matches anywhere in the text.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { find(in: UnsafeRawBufferPointer($0), from: 0, groups: 0) } != nil
    }

    /// The first match at or after `start`, in UTF-8 byte offsets: the whole match, then each group (nil when it took no part).
    package func firstMatch(in text: String, from start: Int = 0) -> [Range<Int>?]? {
        var text = text
        return text.withUTF8 { find(in: UnsafeRawBufferPointer($0), from: start, groups: groupCount + 1) }
    }

    private func find(in bytes: UnsafeRawBufferPointer, from start: Int, groups: Int) -> [Range<Int>?]? {
        guard start <= bytes.count else { return nil }
        var offsets = [Int](repeating: -1, count: 2 * groups)
        let found = offsets.withUnsafeMutableBufferPointer { offsets in
            // An empty text may have no address; RE2 takes any valid pointer for it.
            if let base = bytes.bindMemory(to: CChar.self).baseAddress {
                return cre2_match(compiled, base, bytes.count, start, offsets.baseAddress, Int32(groups))
            }
            return "".withCString { cre2_match(compiled, $0, 0, 0, offsets.baseAddress, Int32(groups)) }
        }
        guard found == 1 else { return nil }
        return (0..<groups).map { offsets[2 * $0] < 0 ? nil : offsets[2 * $0]..<offsets[2 * $0 + 1] }
    }
}

/// A pattern that RE2 refuses: a syntax error, or lookaround and back-references, which it does not have.
package struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package var pattern: String
    package var message: String

    package init(pattern: String, message: String) {
        self.pattern = pattern
        self.message = message
    }

    package var description: String { "invalid regular expression \"\(pattern)\": \(message)" }
}
