/// Reads the syntax of git's configuration files, for files that exist only inside a tree. Includes are not followed.
/// Reference: https://git-scm.com/docs/git-config#_syntax
enum ConfigurationText {
    struct Setting: Hashable {
        /// Lower case.
        var section: String
        var subsection: String?
        /// Lower case.
        var key: String
        /// `true` for a key without `=`.
        var value: String
    }

    /// All settings in order; lines that make no sense are skipped.
    static func settings(in text: String) -> [Setting] {
        var settings: [Setting] = []
        var section = ""
        var subsection: String?
        let joined = text.replacing("\r\n", with: "\n").replacing("\\\n", with: "")
        for line in joined.split(separator: "\n") {
            var rest = trimmed(line)
            if rest.first == "[" {
                guard let (name, quoted, after) = header(rest) else { continue }
                (section, subsection) = (name, quoted)
                rest = trimmed(after)
            }
            guard let first = rest.first, first.isLetter, !section.isEmpty else { continue }
            let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
            let after = trimmed(rest.dropFirst(key.count))
            let value = after.first == "=" ? Self.value(after.dropFirst()) : "true"
            settings.append(Setting(section: section, subsection: subsection, key: key.lowercased(), value: value))
        }
        return settings
    }

    /// `[name]`, `[name "sub section"]` or the old `[name.sub]`.
    private static func header(_ line: Substring) -> (name: String, subsection: String?, rest: Substring)? {
        let name = line.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
        var rest = trimmed(line.dropFirst(1 + name.count))
        if rest.first == "]" {
            let parts = name.split(separator: ".", maxSplits: 1)
            guard let section = parts.first else { return nil }
            return (section.lowercased(), parts.count == 2 ? parts[1].lowercased() : nil, rest.dropFirst())
        }
        guard rest.first == "\"" else { return nil }
        rest = rest.dropFirst()
        var subsection = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let escaped = rest.popFirst() { subsection.append(escaped) } else { subsection.append(character) }
        }
        guard rest.first == "]" else { return nil }
        return (name.lowercased(), subsection, rest.dropFirst())
    }

    private static func value(_ text: Substring) -> String {
        var rest = trimmed(text)
        var value = ""
        // Blanks at the end do not count unless they are quoted.
        var end = value.endIndex
        var isQuoted = false
        loop: while let character = rest.popFirst() {
            switch character {
            case "\"": isQuoted.toggle()
            case "#" where !isQuoted, ";" where !isQuoted: break loop
            case "\\":
                switch rest.popFirst() {
                case "n"?: value.append("\n")
                case "t"?: value.append("\t")
                case "b"?: value.append("\u{8}")
                case let other?: value.append(other)
                case nil: break loop
                }
            default:
                value.append(character)
                if !isQuoted, character == " " || character == "\t" { continue loop }
            }
            end = value.endIndex
        }
        return String(value[..<end])
    }

    private static func trimmed(_ text: Substring) -> Substring { text.drop { $0 == " " || $0 == "\t" } }
}
