package import RegularExpressions
internal import Synchronization

/// A regular expression literal `/…/flags`, or a variable's value of that form.
package struct ExpressionPattern: Hashable, Sendable {
    /// As written, slashes and flags included.
    package let text: String
    let regularExpression: RegularExpression

    /// - Parameter text: `/…/` with any of the flags `i`, `s`, `m`, `U`. `\/` stands for `/`. GitLab does not ask for a closing
    ///   flag-free form and looks line by line, so the first line of a longer text that has the form is taken.
    /// - Throws: RE2's message; nil instead of a pattern when the text has not the form.
    package init?(_ text: String) throws(RegularExpressionError) {
        guard let (body, flags) = Self.split(text) else { return nil }
        self.text = text
        self.regularExpression = try RegularExpressionCache.shared.compile(body, flags: flags)
    }

    /// True when the pattern matches anywhere in the text.
    package func matches(_ text: String) -> Bool { regularExpression.matches(text) }

    private static func split(_ text: String) -> (body: String, flags: String)? {
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard line.first == UInt8(ascii: "/"), let last = line.lastIndex(of: UInt8(ascii: "/")), last > line.startIndex
            else { continue }
            let flags = line[line.index(after: last)...]
            guard flags.allSatisfy({ "ismU".utf8.contains($0) }) else { continue }
            return (unescaped(line[line.index(after: line.startIndex)..<last]), String(Substring(flags)))
        }
        return nil
    }

    private static func unescaped(_ body: Substring.UTF8View) -> String {
        guard body.contains(UInt8(ascii: "\\")) else { return String(Substring(body)) }
        var bytes: [UInt8] = []
        for byte in body {
            if byte == UInt8(ascii: "/"), bytes.last == UInt8(ascii: "\\") { bytes.removeLast() }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Compiled patterns by their text. A pipeline of thousands of jobs has a few dozen patterns, and RE2 keeps kilobytes for each.
final class RegularExpressionCache: Sendable {
    static let shared = RegularExpressionCache()

    private static let capacity = 512
    private let compiled = Mutex<[String: RegularExpression]>([:])

    func compile(_ pattern: String, flags: String) throws(RegularExpressionError) -> RegularExpression {
        let key = flags + "/" + pattern
        if let known = compiled.withLock({ $0[key] }) { return known }
        let new = try RegularExpression(pattern, flags: flags)
        compiled.withLock { cache in
            if cache.count >= Self.capacity { cache.removeAll() }
            cache[key] = new
        }
        return new
    }
}
