internal import PipelineModel

/// Project-level variables from a file: the place for what GitLab keeps under Settings > CI/CD > Variables, secrets included.
///
/// A `.yml`, `.yaml` or `.json` file holds what `VariableEntries` describes; any other file holds `NAME=value` lines.
enum VariableFile {
    static func read(_ path: String) throws -> [ScopedVariable] {
        let file = try UserFile.named(path)
        let reader = UserFileReader(file)
        let isYAML = [".yml", ".yaml", ".json"].contains { path.hasSuffix($0) }
        let variables =
            isYAML
            ? reader.root("a mapping of variable names to values").map { VariableEntries.read($0, reader) } ?? [] : try lines(file)
        try reader.finish()
        if variables.contains(where: \.variable.isMasked) { try file.requirePrivacy(because: "masked variables") }
        return variables
    }

    /// `NAME=value` as given to `--variable`.
    static func parse(assignment: String) throws -> Variable {
        guard let equals = assignment.firstIndex(of: "="), VariableEntries.isName(assignment[..<equals]) else {
            throw CommandFailure(.usage, "--variable takes NAME=value, not \"\(assignment)\"")
        }
        return Variable(String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]))
    }

    private static func lines(_ file: UserFile) throws -> [ScopedVariable] {
        var variables: [ScopedVariable] = []
        // Bytes, since Swift takes CR LF for one character.
        for (number, bytes) in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let line = String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
            let text = line[...]
            if text.allSatisfy(\.isWhitespace) || text.first == "#" { continue }
            guard let equals = text.firstIndex(of: "="), VariableEntries.isName(text[..<equals]) else {
                throw CommandFailure(.invalidConfiguration, "\(file.path):\(number + 1): expected NAME=value")
            }
            let variable = Variable(String(text[..<equals]), String(text[text.index(after: equals)...]))
            variables.append(ScopedVariable(variable))
        }
        return variables
    }
}
