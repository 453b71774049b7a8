internal import PipelineModel
internal import YAML

/// Puts the values of inputs and of the component in place of `$[[ inputs.NAME | function ]]`, in keys and in values.
/// Reference: https://docs.gitlab.com/ci/inputs/#define-input-parameters-with-specinputs
struct Interpolation {
    private static let maximumAccessLength = 1024
    private static let maximumFunctions = 3
    /// Of one file.
    private static let maximumBlocks = 10_000
    private static let maximumOutput = 8 << 20

    let inputs: InputValues
    /// The values that `spec:component` asks for, by name.
    let component: [String: String]
    let functions: InterpolationFunctions
    let problems: DiagnosticCollector
    private let budget = Budget()

    init(
        inputs: InputValues, component: [String: String], variables: [String: String], maskedVariables: Set<String>,
        problems: DiagnosticCollector
    ) {
        self.inputs = inputs
        self.component = component
        functions = InterpolationFunctions(variables: variables, maskedVariables: maskedVariables)
        self.problems = problems
    }

    /// What one file may still cost.
    private final class Budget {
        var blocks = 0
        var bytes = 0
    }

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
            if Self.isLeftAlone(block) {
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
            let text = value.string ?? (value.scalar == nil ? FlowForm.text(value) : VariablesEntry.text(of: value) ?? "")
            budget.bytes += text.utf8.count
            guard budget.bytes <= Self.maximumOutput else {
                _ = refuse("the interpolated configuration is too big", node)
                return node
            }
            output += text
            rest = rest[end.upperBound...]
        }
        output += rest
        let style: Scalar.Style = scalar.style == .plain ? .doubleQuoted : scalar.style
        return node.replacing(content: .scalar(Scalar(output, style: style)), tag: node.tag)
    }

    /// `$[[ matrix.NAME ]]` is planning's.
    private static func isLeftAlone(_ block: Substring) -> Bool {
        block.split(separator: "|").first.map { trimmed($0).split(separator: ".").first == "matrix" } ?? false
    }

    private func value(of block: Substring, _ node: Node) -> Node? {
        budget.blocks += 1
        guard budget.blocks <= Self.maximumBlocks else { return refuse("too many interpolation blocks", node) }
        let parts = block.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        guard parts[0].utf8.count <= Self.maximumAccessLength else {
            return refuse("maximum interpolation expression size exceeded", node)
        }
        guard let start = accessed(parts[0], node) else { return nil }
        guard parts.count - 1 <= Self.maximumFunctions else { return refuse("too many functions in interpolation block", node) }
        var value = start
        for function in parts.dropFirst() {
            do throws(InterpolationFunctions.Failure) {
                value = try functions.call(function, on: value, at: node)
            } catch {
                return refuse(error.message, node, help: error.help)
            }
        }
        return value
    }

    private func accessed(_ path: String, _ node: Node) -> Node? {
        let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.count > 1 else {
            return refuse(
                "invalid interpolation access pattern", node,
                help: "write inputs. and the name of an input, such as $[[ inputs.name ]]")
        }
        switch keys[0] {
        case "inputs" where keys.count == 2:
            if let value = inputs.values[keys[1]] { return value }
            if inputs.names.contains(keys[1]) { return nil }
            return refuse(
                "unknown interpolation key: `\(keys[1])`", node, help: Spelling.help(for: keys[1], among: inputs.names))
        case "component" where keys.count == 2:
            if let text = component[keys[1]] {
                return Node(.scalar(Scalar(text, style: .doubleQuoted)), mark: node.mark, source: node.source)
            }
            let help = SpecEntry.componentKeys.contains(keys[1]) ? "add it to spec:component: [\(keys[1])]" : nil
            return refuse("unknown interpolation key: `\(keys[1])`", node, help: help)
        case "inputs", "component": return refuse("unknown interpolation key: `\(keys[2])`", node)
        default: return refuse("unknown interpolation key: `\(keys[0])`", node)
        }
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
