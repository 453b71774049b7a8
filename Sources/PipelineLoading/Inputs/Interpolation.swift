internal import PipelineModel
internal import YAML

/// Puts the values of inputs in place of `$[[ inputs.NAME | function ]]`, in keys and in values.
/// Reference: https://docs.gitlab.com/ci/inputs/#define-input-parameters-with-specinputs
struct Interpolation {
    private static let maximumBlockLength = 1024
    private static let maximumFunctions = 3

    let inputs: InputValues
    let context: IncludeContext
    let problems: DiagnosticCollector

    func apply(to node: Node) -> Node {
        switch node.content {
        case .scalar(let scalar):
            return scalar.text.utf8.contains(UInt8(ascii: "[")) && scalar.text.contains("$[[") ? replaced(scalar, node) : node
        case .sequence(let items):
            let new = items.map(apply)
            return zip(items, new).allSatisfy { $0 === $1 } ? node : node.replacing(content: .sequence(new), tag: node.tag)
        case .mapping(let mapping):
            var new = Mapping()
            new.reserveCapacity(mapping.count)
            var isChanged = false
            for entry in mapping.entries {
                let key = apply(to: entry.key)
                let value = apply(to: entry.value)
                isChanged = isChanged || key !== entry.key || value !== entry.value
                new.set(key, to: value)
            }
            return isChanged ? node.replacing(content: .mapping(new), tag: node.tag) : node
        }
    }

    private func replaced(_ scalar: Scalar, _ node: Node) -> Node {
        var output = ""
        var rest = Substring(scalar.text)
        while let start = rest.firstRange(of: "$[[") {
            guard let end = rest[start.upperBound...].firstRange(of: "]]") else { break }
            output += rest[..<start.lowerBound]
            let block = rest[start.upperBound..<end.lowerBound]
            // Planning puts these in, for each job of a matrix.
            if Self.trimmed(block).hasPrefix("matrix.") {
                output += rest[start.lowerBound..<end.upperBound]
                rest = rest[end.upperBound...]
                continue
            }
            guard let value = value(of: block, node) else { return node }
            // The whole text is one block: the value keeps its type.
            if output.isEmpty, rest.startIndex == scalar.text.startIndex, start.lowerBound == rest.startIndex,
                end.upperBound == rest.endIndex
            {
                return Node(value.content, tag: value.tag, mark: node.mark, source: node.source)
            }
            output += value.string ?? (value.scalar == nil ? FlowForm.text(value) : VariablesEntry.text(of: value) ?? "")
            rest = rest[end.upperBound...]
        }
        output += rest
        let style: Scalar.Style = scalar.style == .plain ? .doubleQuoted : scalar.style
        return node.replacing(content: .scalar(Scalar(output, style: style)), tag: node.tag)
    }

    private func value(of block: Substring, _ node: Node) -> Node? {
        guard block.utf8.count <= Self.maximumBlockLength else {
            return refuse("maximum interpolation expression size exceeded", node)
        }
        let parts = block.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard path.count == 2, path[0] == "inputs" else {
            return refuse("unknown interpolation key: `\(path.first ?? "")`", node)
        }
        guard parts.count - 1 <= Self.maximumFunctions else { return refuse("too many functions in interpolation block", node) }
        guard var value = inputs.values[path[1]] else {
            if inputs.names.contains(path[1]) { return nil }
            return refuse(
                "unknown interpolation key: `\(path[1])`", node, help: Spelling.help(for: path[1], among: inputs.names))
        }
        for function in parts.dropFirst() {
            guard let text = value.string else {
                return refuse("invalid input type for function \(function): only strings can be changed", node)
            }
            guard let new = call(function, text) else {
                return refuse(
                    "no function matching `\(function)`: check that the function name, arguments, and types are correct", node)
            }
            value = Node(.scalar(Scalar(new, style: .doubleQuoted)), mark: node.mark, source: node.source)
        }
        return value
    }

    private func call(_ function: String, _ text: String) -> String? {
        if function == "expand_vars" {
            return VariableExpansion.expandReferences(in: text) { context.variables[$0] }
        }
        if function == "posix_escape" { return Self.posixEscaped(text) }
        guard function.hasPrefix("truncate("), function.hasSuffix(")") else { return nil }
        let numbers = function.dropFirst("truncate(".count).dropLast().split(separator: ",").map { Int(Self.trimmed($0)) }
        guard numbers.count == 2, let offset = numbers[0], let length = numbers[1], offset >= 0, length >= 0 else { return nil }
        return String(text.dropFirst(offset).prefix(length))
    }

    /// As Ruby's `Shellwords.escape` does it.
    private static func posixEscaped(_ text: String) -> String {
        if text.isEmpty { return "''" }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ",", ":", "+", "/", "@": break
            case "\n":
                result += "'\n'"
                continue
            default: result += "\\"
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }

    private func refuse(_ message: String, _ node: Node, help: String? = nil) -> Node? {
        problems.add(.error, "invalid-interpolation", message, at: node, help: help)
        return nil
    }
}
