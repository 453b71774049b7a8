/// Reads what Ansible says of a task that failed.
enum FailureMessage {
    /// What is left without Ansible's guesses at the cause, and what to do where that is plain.
    static func essence(of message: String) -> String {
        if let name = undefinedName(in: message) {
            return "'\(name)' is undefined: define it in the configuration, or correct the name"
        }
        return withoutGuesses(message)
    }

    /// The name that is not defined.
    static func undefinedName(in message: String) -> String? {
        guard let end = message.firstRange(of: "' is undefined")?.lowerBound,
            let start = message[..<end].lastIndex(of: "'")
        else { return nil }
        let name = message[message.index(after: start)..<end]
        return name.isEmpty ? nil : String(name)
    }

    /// The filter or test that Ansible does not have.
    static func unknownPlugin(in message: String) -> String? {
        guard let start = message.firstRange(of: "Could not load \"")?.upperBound else { return nil }
        let name = message[start...].prefix { $0 != "\"" }
        return name.split(separator: ".").last.map(String.init)
    }

    /// The template that is quoted, and the reason: `template error while templating string: R. String: T. R`. Of a long message only the
    /// end is left, `… T. R`, with the end of the template. Where one ends and the other begins is not certain, so there are several, the
    /// longest template first; it is without white space at its ends.
    static func templates(quotedIn message: String) -> [(reason: String, template: Substring)] {
        if let start = message.firstRange(of: "template error while templating string: ")?.upperBound,
            let middle = message[start...].firstRange(of: ". String: ")
        {
            let reason = message[start..<middle.lowerBound]
            guard let end = message[middle.upperBound...].firstRange(of: ". " + reason)?.lowerBound else { return [] }
            var template = trimmed(message[middle.upperBound..<end])
            if let cut = template.ranges(of: " \u{2026} ").last { template = trimmed(template[cut.upperBound...]) }
            return template.isEmpty ? [] : [(String(reason), template)]
        }
        let rest = withoutGuesses(message)[...]
        guard let start = rest.firstRange(of: " \u{2026} ")?.upperBound else { return [] }
        var found: [(String, Substring)] = []
        for separator in rest[start...].ranges(of: ". ").reversed() {
            let template = trimmed(rest[start..<separator.lowerBound])
            // What is shorter stands in many files.
            if template.count >= 12 { found.append((String(rest[separator.upperBound...]), template)) }
        }
        return found
    }

    private static func withoutGuesses(_ message: String) -> String {
        let end = message.firstRange(of: "\n\nThe error appears")?.lowerBound ?? message.endIndex
        return String(message[..<end])
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let front = text.drop(while: \.isWhitespace)
        return front.dropLast(front.reversed().prefix(while: \.isWhitespace).count)
    }
}
