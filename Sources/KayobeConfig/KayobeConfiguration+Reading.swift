package import Git
internal import YAML

extension KayobeConfiguration {
    /// What would keep Kayobe from reading the variables of an environment: dependencies that are not there, and files of variables that
    /// are no YAML, in the order in which they are read. Encrypted files are not looked into.
    package func problemsOfReading(environment: String?) throws(GitError) -> [ConfigurationProblem] {
        let layers = layers(environment)
        var found = problems.filter { problem in
            guard problem.severity == .error, let file = problem.file else { return false }
            return layers.dropFirst().contains { file.hasPrefix($0 + "/") }
        }
        // Ansible would warn of such a file, and go on with the hosts of the others.
        found += try inventory(environment: environment).problems.filter { $0.severity == .error }
        for layer in layers {
            for name in try files.list(layer) ?? [] where [".yml", ".yaml"].contains(where: name.hasSuffix) {
                try check(layer + "/" + name, into: &found)
            }
            for folder in ["group_vars", "host_vars"] {
                for path in try files.filesBelow("\(layer)/inventory/\(folder)") where Self.isRead(path) {
                    try check(path, into: &found)
                }
            }
        }
        return found
    }

    /// As Ansible picks the files of a group or host.
    private static func isRead(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        if name.hasPrefix(".") || name.hasSuffix("~") { return false }
        guard let dot = name.lastIndex(of: ".") else { return true }
        return [".yml", ".yaml", ".json"].contains(name[dot...])
    }

    private func check(_ path: String, into problems: inout [ConfigurationProblem]) throws(GitError) {
        guard let bytes = try files.contents(path), !VaultedFile.hasHeader(bytes) else { return }
        do throws(YAMLError) { _ = try Document.parse(bytes) } catch {
            switch error.code {
            case .syntax, .tab, .mergeConflict, .notUTF8: break
            case .unknownAlias where error.message.hasPrefix("unknown"): break
            // Limits of ours, not of Ansible's.
            case .unknownAlias, .binary, .tooBig, .tooDeep: return
            }
            let lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let text = lines.indices.contains(error.line - 1) ? String(lines[error.line - 1]) : nil
            problems.append(
                ConfigurationProblem(.error, file: path, line: error.line, column: error.column, error.message, text: text))
        }
    }
}
