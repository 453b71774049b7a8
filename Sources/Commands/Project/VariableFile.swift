internal import Glibc
internal import PipelineModel
internal import YAML

/// Project-level variables from a file: the place for what GitLab keeps under Settings > CI/CD > Variables, secrets included.
///
/// A `.yml`, `.yaml` or `.json` file maps names to values, or to `{value, masked, file, raw}`; any other file holds `NAME=value`
/// lines. Reference: https://docs.gitlab.com/ci/variables/#define-a-cicd-variable-in-the-ui
enum VariableFile {
    static func read(_ path: String) throws -> [Variable] {
        let bytes = try contents(of: path)
        let isYAML = [".yml", ".yaml", ".json"].contains { path.hasSuffix($0) }
        let variables = isYAML ? try mapping(bytes, path: path) : try lines(bytes, path: path)
        if variables.contains(where: \.isMasked), isReadableByOthers(path) {
            throw CommandFailure(
                .invalidConfiguration,
                "\(path) holds masked variables and can be read by other users; run: chmod 600 \(path)")
        }
        return variables
    }

    /// `NAME=value` as given to `--variable`.
    static func parse(assignment: String) throws -> Variable {
        guard let equals = assignment.firstIndex(of: "="), isName(assignment[..<equals]) else {
            throw CommandFailure(.usage, "--variable takes NAME=value, not \"\(assignment)\"")
        }
        return Variable(String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]))
    }

    private static func mapping(_ bytes: [UInt8], path: String) throws -> [Variable] {
        let documents: [Document]
        do {
            documents = try Document.parse(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw CommandFailure(.invalidConfiguration, "\(path):\(error)")
        }
        guard let root = documents.first?.root, !root.isNull else { return [] }
        guard let entries = root.mapping?.entries else {
            throw CommandFailure(.invalidConfiguration, "\(path): expected a mapping of variable names to values")
        }
        return try entries.map { entry in
            let name = entry.key.text ?? ""
            guard isName(name[...]) else { throw invalid(path, entry.key, "\"\(name)\" cannot be the name of a variable") }
            if let value = entry.value.text { return Variable(name, value) }
            guard let fields = entry.value.mapping, let value = fields["value"]?.text else {
                throw invalid(path, entry.value, "\(name) needs a value, or a mapping with the key value")
            }
            var variable = Variable(name, value)
            for field in fields.entries where field.key.text != "value" {
                guard let flag = field.value.bool else { throw invalid(path, field.value, "expected true or false") }
                switch field.key.text {
                case "masked": variable.isMasked = flag
                case "file": variable.isFile = flag
                case "raw": variable.isRaw = flag
                default:
                    throw invalid(path, field.key, "unknown key \"\(field.key.text ?? "")\"; known: value, masked, file, raw")
                }
            }
            return variable
        }
    }

    private static func lines(_ bytes: [UInt8], path: String) throws -> [Variable] {
        var variables: [Variable] = []
        // Bytes, since Swift takes CR LF for one character.
        for (number, bytes) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let line = String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
            let text = line[...]
            if text.allSatisfy(\.isWhitespace) || text.first == "#" { continue }
            guard let equals = text.firstIndex(of: "="), isName(text[..<equals]) else {
                throw CommandFailure(.invalidConfiguration, "\(path):\(number + 1): expected NAME=value")
            }
            variables.append(Variable(String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        return variables
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { $0 == 95 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
    }

    private static func invalid(_ path: String, _ node: Node, _ message: String) -> CommandFailure {
        CommandFailure(.invalidConfiguration, "\(path):\(node.mark.line):\(node.mark.column): \(message)")
    }

    private static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH) != 0
    }

    private static func contents(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.usage, "cannot read \"\(path)\": \(Console.errorText(errno))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.systemFailed, "cannot read \"\(path)\": \(Console.errorText(errno))")
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= 4 << 20 else { throw CommandFailure(.invalidConfiguration, "\(path) is larger than 4 MiB") }
        }
    }
}
