internal import PipelineModel
internal import YAML

/// The functions of an interpolation block: `expand_vars`, `truncate(offset, length)`, `posix_escape`, `split('separator')`.
/// Reference: https://docs.gitlab.com/ci/inputs/#specify-functions-to-manipulate-input-values
struct InterpolationFunctions {
    struct Failure: Error {
        var message: String
        var help: String?
    }

    private static let names = ["expand_vars", "truncate", "posix_escape", "split"]

    let variables: [String: String]
    let maskedVariables: Set<String>

    func call(_ function: String, on value: Node, at node: Node) throws(Failure) -> Node {
        let name = String(function.prefix { $0 != "(" })
        guard Self.names.contains(name), let arguments = Self.arguments(of: function, name) else {
            throw Failure(
                message: "no function matching `\(function)`: check that the function name, arguments, and types are correct",
                help: Spelling.help(for: name, among: Self.names))
        }
        guard let text = value.string else {
            throw Failure(message: "invalid input type: \(name) can only be used with string inputs")
        }
        func made(_ text: String) -> Node {
            Node(.scalar(Scalar(text, style: .doubleQuoted)), mark: node.mark, source: node.source)
        }
        switch name {
        case "expand_vars": return made(try expanded(text))
        case "posix_escape": return made(Self.posixEscaped(text))
        case "split":
            guard let separator = arguments.first, !separator.isEmpty else {
                throw Failure(message: "invalid argument: separator cannot be empty")
            }
            let parts = text.split(separator: separator).map { Self.trimmed($0) }.filter { !$0.isEmpty }
            return Node(.sequence(parts.map(made)), mark: node.mark, source: node.source)
        default:
            let offset = Int(arguments[0]) ?? .max, length = Int(arguments[1]) ?? .max
            return made(String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(offset).prefix(length))))
        }
    }

    /// The arguments as written; nil when they are not of the function's form.
    private static func arguments(of function: String, _ name: String) -> [String]? {
        let rest = function.dropFirst(name.count)
        switch name {
        case "truncate":
            guard rest.first == "(", rest.last == ")" else { return nil }
            let numbers = rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
            let digits = numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
            return numbers.count == 2 && digits ? numbers : nil
        case "split":
            guard rest.hasPrefix("('"), rest.hasSuffix("')"), rest.count >= 4 else { return nil }
            let separator = rest.dropFirst(2).dropLast(2)
            return separator.contains("'") ? nil : [String(separator)]
        default: return rest.isEmpty ? [] : nil
        }
    }

    private func expanded(_ text: String) throws(Failure) -> String {
        let hidden = VariableExpansion.references(in: text).filter(maskedVariables.contains)
        guard hidden.isEmpty else {
            throw Failure(
                message: "variable expansion error: masked variables cannot be expanded",
                help: "leave out expand_vars, so that the job expands $\(hidden[0]) when it runs")
        }
        return VariableExpansion.expandReferences(in: text) { variables[$0] }
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
}
