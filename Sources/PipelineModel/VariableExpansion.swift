/// The references to variables in a text, as GitLab and as GitLab Runner read them.
///
/// Variables that name each other ten times over, a few levels deep, would fill any memory: from `maximumBytes` on, references
/// stay as they are. The kernel takes no environment variable of half that size.
package enum VariableExpansion {
    package static let maximumBytes = 256 << 10

    /// GitLab's own reading, for what it expands before a job reaches a runner: values of variables, names of environments,
    /// tags, resource groups, globs, `workflow:name`. `$NAME`, `${NAME}` and `%NAME%` are references; everything else, `$$` and
    /// `%%` among it, stays as it is. Not recursive. Reference: GitLab's `ExpandVariables` and `Variables::Collection`.
    /// - Parameter lookup: nil leaves the reference in place. Return "" for what GitLab blanks out.
    package static func expandReferences(in text: String, _ lookup: (String) -> String?) -> String {
        guard text.utf8.contains(where: isReferenceSign) else { return text }
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard let (name, end) = reference(in: bytes, at: index) else {
                output.append(bytes[index])
                index += 1
                continue
            }
            if output.count < maximumBytes, let name, let value = lookup(name) {
                output.append(contentsOf: value.utf8)
            } else {
                output.append(contentsOf: bytes[index..<end])
            }
            index = end
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The names a value refers to, in GitLab's reading.
    package static func references(in text: String) -> [String] {
        var names: [String] = []
        _ = expandReferences(in: text) { name in
            names.append(name)
            return nil
        }
        return names
    }

    /// GitLab Runner's reading (Go's `os.Expand`): `$NAME` and `${NAME}` are references, `$$` is a dollar sign, `$1`, `$@` and
    /// their like are empty, a lone `$` stays, `${` without an end is dropped, `%NAME%` is text. Not recursive.
    /// - Parameter lookup: "" for an undefined variable, as the runner does.
    package static func expandAtRunner(_ text: String, _ lookup: (String) -> String) -> String {
        guard text.utf8.contains(dollar) else { return text }
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == dollar, index + 1 < bytes.count, output.count < maximumBytes else {
                output.append(bytes[index])
                index += 1
                continue
            }
            let (name, width) = shellName(bytes[(index + 1)...])
            if name == "$" {
                output.append(dollar)
            } else if !name.isEmpty {
                output.append(contentsOf: lookup(name).utf8)
            } else if width == 0 {
                output.append(dollar)
            }
            index += 1 + width
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func isReferenceSign(_ byte: UInt8) -> Bool { byte == dollar || byte == percent }

    private static let dollar = UInt8(ascii: "$")
    private static let percent = UInt8(ascii: "%")

    /// The reference or escape that begins at `start`: its name (nil for `$$` and `%%`) and where it ends.
    private static func reference(in bytes: [UInt8], at start: Int) -> (name: String?, end: Int)? {
        func name(from first: Int) -> Range<Int>? {
            guard first < bytes.count, isNameStart(bytes[first]) else { return nil }
            var end = first
            while end < bytes.count, isName(bytes[end]) { end += 1 }
            return first..<end
        }
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let sign = bytes[start]
        guard sign == dollar || sign == percent, start + 1 < bytes.count else { return nil }
        if bytes[start + 1] == sign { return (nil, start + 2) }
        if sign == percent {
            guard let range = name(from: start + 1), range.upperBound < bytes.count, bytes[range.upperBound] == percent else {
                return nil
            }
            return (text(range), range.upperBound + 1)
        }
        if bytes[start + 1] == UInt8(ascii: "{") {
            guard let range = name(from: start + 2), range.upperBound < bytes.count, bytes[range.upperBound] == UInt8(ascii: "}")
            else { return nil }
            return (text(range), range.upperBound + 1)
        }
        return name(from: start + 1).map { (text($0), $0.upperBound) }
    }

    /// The name after a dollar sign and how many bytes it takes, braces included. An empty name with a width is bad syntax.
    private static func shellName(_ rest: ArraySlice<UInt8>) -> (name: String, width: Int) {
        guard let first = rest.first else { return ("", 0) }
        if first == UInt8(ascii: "{") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else { return ("", 1) }
            return (String(decoding: rest[(rest.startIndex + 1)..<close], as: UTF8.self), close - rest.startIndex + 1)
        }
        if "*#$@!?-0123456789".utf8.contains(first) { return (String(Unicode.Scalar(first)), 1) }
        let name = rest.prefix(while: isName)
        return (String(decoding: name, as: UTF8.self), name.count)
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
