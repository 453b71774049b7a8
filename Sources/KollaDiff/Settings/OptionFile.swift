/// A file of options, with or without sections, as oslo.config reads it: an option that repeats has several values, a section that
/// repeats goes on, a line that starts with a blank continues the value above.
/// Reference: https://docs.openstack.org/oslo.config/latest/configuration/format.html
struct OptionFile: Hashable, Sendable {
    struct Key: Hashable, Sendable {
        /// Nil above the first section.
        var section: String?
        var option: String

        var path: String { section.map { "[\($0)] \(option)" } ?? option }
    }

    /// In the order of the file, each once.
    private(set) var keys: [Key] = []
    /// Never empty; an option without a value, as MariaDB has them, has the value `""`.
    private(set) var values: [Key: [String]] = [:]

    /// - Returns: nil when the text is something else, such as the configuration of Apache, Keepalived or Fluentd.
    init?(_ text: String) {
        var section: String?
        var last: Key?
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let trimmed = Self.trimmed(line)
            guard let first = trimmed.first else {
                last = nil
                continue
            }
            if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") { continue }
            if let start = line.first, Self.isBlank(start) {
                guard let key = last, let index = values[key]?.indices.last else { return nil }
                values[key]?[index] += "\n" + String(decoding: trimmed, as: UTF8.self)
                continue
            }
            if first == UInt8(ascii: "[") {
                guard trimmed.last == UInt8(ascii: "]"), trimmed.count > 2 else { return nil }
                section = String(decoding: trimmed.dropFirst().dropLast(), as: UTF8.self)
                last = nil
                continue
            }
            guard let (option, value) = Self.option(trimmed, inSection: section != nil) else { return nil }
            let key = Key(section: section, option: option)
            if values[key] == nil { keys.append(key) }
            values[key, default: []].append(value)
            last = key
        }
    }

    private typealias Line = Substring.UTF8View.SubSequence

    private static func option(_ line: Line, inSection: Bool) -> (String, String)? {
        let separator = line.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
        guard let separator else {
            // `skip-name-resolve` of my.cnf; without a section such a line is of another format.
            guard inSection, line.allSatisfy(isWord) else { return nil }
            return (String(decoding: line, as: UTF8.self), "")
        }
        var name = trimmed(line[..<separator])
        // A file that a shell reads.
        if !inSection, name.starts(with: "export ".utf8) { name = trimmed(name.dropFirst("export ".utf8.count)) }
        // What other formats write before a `:` or a `=` is more than a name.
        guard !name.isEmpty,
            !name.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "\"") }),
            inSection || name.allSatisfy(isWord)
        else { return nil }
        return (
            String(decoding: name, as: UTF8.self), String(decoding: trimmed(line[line.index(after: separator)...]), as: UTF8.self)
        )
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0d }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func trimmed(_ line: Line) -> Line {
        var line = line.drop(while: isBlank)
        while let last = line.last, isBlank(last) { line = line.dropLast() }
        return line
    }
}

extension OptionFile {
    /// In the order of the new file; what is removed stands at the end, in the order of the old one.
    static func changes(from old: OptionFile, to new: OptionFile) -> [ConfigurationDiff.SettingChange] {
        var changes: [ConfigurationDiff.SettingChange] = []
        for key in new.keys where old.values[key] != new.values[key] {
            changes += self.changes(at: key.path, from: old.values[key, default: []], to: new.values[key, default: []])
        }
        for key in old.keys where new.values[key] == nil {
            changes += self.changes(at: key.path, from: old.values[key, default: []], to: [])
        }
        return changes
    }

    private static func changes(at path: String, from old: [String], to new: [String]) -> [ConfigurationDiff.SettingChange] {
        if old.count == 1, new.count == 1 { return [.init(path: path, kind: .changed, old: old[0], new: new[0])] }
        var gone = old
        var come: [String] = []
        for value in new {
            if let index = gone.firstIndex(of: value) { gone.remove(at: index) } else { come.append(value) }
        }
        // The values are the same: their order counts, for some options.
        if gone.isEmpty, come.isEmpty {
            return [.init(path: path, kind: .changed, old: old.joined(separator: "\n"), new: new.joined(separator: "\n"))]
        }
        return gone.map { .init(path: path, kind: .removed, old: $0, new: nil) }
            + come.map { .init(path: path, kind: .added, old: nil, new: $0) }
    }
}
