internal import YAML

/// Whether two versions of a file mean the same to Ansible although their texts differ: comments, blank lines, kinds of quotes. When
/// that is not certain, they do not.
enum DataEquality {
    /// Two YAML files that are read as data: variables.
    static func isSame(yaml old: [UInt8], _ new: [UInt8]) -> Bool {
        guard case .some(let old) = root(of: old), case .some(let new) = root(of: new) else { return false }
        return isSame(old, new)
    }

    /// A YAML file that is rendered as a template before it is read. Expressions in its comments are evaluated, too.
    static func isSame(template old: [UInt8], _ new: [UInt8]) -> Bool {
        for bytes in [old, new] {
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let text = String(decoding: line, as: UTF8.self)
                if text.contains("{%") || text.contains("{#") || (text.contains("#") && text.contains("{{")) { return false }
            }
        }
        return isSame(yaml: old, new)
    }

    /// Two files of lines, in which a line that starts with one of `marks` says nothing.
    static func isSame(lines old: [UInt8], _ new: [UInt8], comments marks: [UInt8]) -> Bool {
        func telling(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
            bytes.split(separator: UInt8(ascii: "\n")).filter { line in
                guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return false }
                return !marks.contains(first)
            }
        }
        return telling(old) == telling(new)
    }

    /// nil for what may mean something else to Ansible's reader than to ours; a nil node for a file that holds nothing.
    private static func root(of bytes: [UInt8]) -> Node?? {
        // Ours lets a merged mapping override keys, Ansible's does not.
        if bytes.firstRange(of: Array("<<".utf8)) != nil { return nil }
        guard let documents = try? Document.parse(bytes), documents.count <= 1 else { return nil }
        guard documents.first?.duplicateKeys.isEmpty != false else { return nil }
        return .some(documents.first?.root)
    }

    private static func isSame(_ old: Node?, _ new: Node?) -> Bool {
        switch (old, new) {
        case (nil, nil): true
        case (let old?, let new?): isSame(old, new)
        default: false
        }
    }

    /// Keys in the same order, too: templates loop over mappings.
    static func isSame(_ old: Node, _ new: Node) -> Bool {
        if old === new { return true }
        guard old.tag == new.tag else { return false }
        switch (old.content, new.content) {
        case (.scalar(let one), .scalar(let other)):
            // Quoted is text however it is quoted; what is plain may be a number, as the reader decides.
            return one.text.utf8.elementsEqual(other.text.utf8) && (one.style == .plain) == (other.style == .plain)
        case (.sequence(let one), .sequence(let other)):
            return one.count == other.count && zip(one, other).allSatisfy { isSame($0, $1) }
        case (.mapping(let one), .mapping(let other)):
            return one.count == other.count
                && zip(one.entries, other.entries).allSatisfy { isSame($0.key, $1.key) && isSame($0.value, $1.value) }
        default: return false
        }
    }
}
