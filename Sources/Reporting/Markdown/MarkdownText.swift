internal import KollaDiff

/// Text from outside, made harmless in GitLab Flavored Markdown.
enum MarkdownText {
    /// A code span: nothing in it is syntax, a mention or a reference. Line ends become spaces; `|` is escaped for tables.
    static func code(_ text: String) -> String {
        let flat = String(text.map { $0.isNewline || $0 == "\u{0}" ? " " : $0 })
        guard flat.contains(where: { $0 != " " }) else { return "` `" }
        let fence = String(repeating: "`", count: longestRun(of: "`", in: flat) + 1)
        let padding = flat.hasPrefix("`") || flat.hasSuffix("`") ? " " : ""
        let escaped = flat.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        return fence + padding + escaped + padding + fence
    }

    /// `cmp1`, or `40 hosts (cmp[1-40])`, names as code.
    static func hosts(_ hosts: [String]) -> String {
        let names = code(VisibleText.line(HostNames.shortened(hosts, limit: 12)))
        return hosts.count == 1 ? names : "\(Phrases.count(hosts.count, "host")) (\(names))"
    }

    /// Words in a sentence: syntax is escaped, and a word joiner after `@`, `#`, `!`, `&`, `~`, `%` and `$` keeps them from being
    /// mentions or references.
    static func words(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;\u{2060}"
            case "@": result += "@\u{2060}"
            case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "|": result += "\\\(character)"
            case "#", "!", "~", "%", "$": result += "\\\(character)\u{2060}"
            case ":": result += ":\u{2060}"
            case _ where character.isNewline || character == "\u{0}": result += " "
            default: result.append(character)
            }
        }
        return result
    }

    /// A fenced block that no line of `text` can end.
    static func block(_ text: String, language: String) -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var longest = 0
        var run = 0
        for next in text {
            run = next == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
