/// One line of a `requirements.txt`: what is installed, and in which version.
/// Reference: https://pip.pypa.io/en/stable/reference/requirements-file-format/
package struct RequirementPin: Hashable, Sendable, Codable {
    /// Lower case, `-` between words (PEP 503).
    package var name: String
    /// As written: `==18.6.0`, `>=18,<19`; nil when any version will do or it comes from a url.
    package var specifier: String?
    /// Without `git+` and the reference: `https://github.com/stackhpc/kayobe`; nil for a release from the index.
    package var url: String?
    /// The branch, tag or commit of `url`.
    package var reference: String?
    /// From 1.
    package var line: Int

    package init(name: String, specifier: String? = nil, url: String? = nil, reference: String? = nil, line: Int) {
        self.name = name
        self.specifier = specifier
        self.url = url
        self.reference = reference
        self.line = line
    }

    /// `18.6.0` for `==18.6.0`, the reference of a url, else nil: the requirement is not pinned.
    package var version: String? {
        if let reference { return reference }
        guard let specifier, specifier.hasPrefix("=="), !specifier.contains(","), !specifier.hasSuffix("*") else { return nil }
        return String(specifier.drop { $0 == "=" || $0 == " " })
    }
}

extension RequirementPin {
    /// The requirements in a file; options (`-c`, `--index-url`), comments and local paths are skipped.
    package static func parse(_ text: String) -> [RequirementPin] {
        var pins: [RequirementPin] = []
        var number = 0
        var logical = ""
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if raw.hasSuffix("\\") {
                logical += raw.dropLast()
                continue
            }
            let line = withoutComment(logical + raw)
            logical = ""
            if let pin = parse(line: line, number: number) { pins.append(pin) }
        }
        return pins
    }

    private static func parse(line: Substring, number: Int) -> RequirementPin? {
        var text = line
        for option in ["-e ", "--editable ", "--editable="] where text.hasPrefix(option) {
            text = text.dropFirst(option.count).trimmingPrefix(while: \.isWhitespace)
        }
        if text.isEmpty || text.hasPrefix("-") { return nil }
        // `name @ url` and a bare url.
        if let separator = text.firstRange(of: "://") {
            let start = text[..<separator.lowerBound].lastIndex { $0.isWhitespace || $0 == "@" }.map { text.index(after: $0) }
            let url = text[(start ?? text.startIndex)...].prefix { !$0.isWhitespace }
            let name = start.map { text[..<$0].prefix { $0 != "@" && !$0.isWhitespace && $0 != "[" } } ?? ""
            return fromURL(url, name: String(name), line: number)
        }
        let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }
        guard !name.isEmpty else { return nil }
        var rest = text.dropFirst(name.count).trimmingPrefix(while: \.isWhitespace)
        if rest.first == "[" { rest = rest.drop { $0 != "]" }.dropFirst() }
        // An environment marker or hash does not change what is pinned.
        let specifier = rest.prefix { $0 != ";" }.split(separator: " --hash").first.map { $0.filter { !$0.isWhitespace } } ?? ""
        guard specifier.isEmpty || "=<>~!".contains(specifier.prefix(1)) else { return nil }
        return RequirementPin(name: normalized(String(name)), specifier: specifier.isEmpty ? nil : specifier, line: number)
    }

    private static func fromURL(_ text: Substring, name: String, line: Int) -> RequirementPin? {
        let parts = text.split(separator: "#", maxSplits: 1)
        guard var url = parts.first.map(String.init) else { return nil }
        var egg: String?
        if parts.count == 2 {
            egg = parts[1].split(separator: "&").first { $0.hasPrefix("egg=") }.map { String($0.dropFirst(4).prefix { $0 != "[" }) }
        }
        if url.hasPrefix("git+") { url.removeFirst(4) }
        var reference: String?
        // `user@host` comes before the path, the reference after it.
        if let scheme = url.firstRange(of: "://"), let slash = url[scheme.upperBound...].firstIndex(of: "/"),
            let at = url[slash...].lastIndex(of: "@")
        {
            reference = String(url[url.index(after: at)...])
            url = String(url[..<at])
        }
        let last = url.split(separator: "/").last.map(String.init) ?? ""
        let guessed = last.hasSuffix(".git") ? String(last.dropLast(4)) : last
        let known = name.isEmpty ? egg ?? guessed : name
        return known.isEmpty ? nil : RequirementPin(name: normalized(known), url: url, reference: reference, line: line)
    }

    private static func normalized(_ name: String) -> String {
        name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }.joined(separator: "-")
    }

    private static func withoutComment(_ line: String) -> Substring {
        var end = line.endIndex
        var previous: Character = " "
        for index in line.indices {
            if line[index] == "#", previous.isWhitespace {
                end = index
                break
            }
            previous = line[index]
        }
        let text = line[..<end].trimmingPrefix(while: \.isWhitespace)
        return text.dropLast(text.reversed().prefix(while: \.isWhitespace).count)
    }
}
