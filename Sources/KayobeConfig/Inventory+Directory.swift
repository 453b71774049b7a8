internal import Git
internal import YAML

extension Inventory {
    /// Endings of files that Ansible passes over in an inventory directory (`INVENTORY_IGNORE_EXTS`).
    private static let ignoredEndings = [
        ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry",
    ]

    /// Reads an inventory directory into this inventory as Ansible does: files by name, directories below it included, other
    /// than `group_vars` and `host_vars`.
    mutating func read(
        directory: String, of files: ConfigurationFiles, problems: inout [ConfigurationProblem]
    ) throws(GitError) {
        for name in try files.list(directory) ?? [] {
            if name.hasPrefix(".") || ["group_vars", "host_vars", "vars_plugins"].contains(name) { continue }
            if Self.ignoredEndings.contains(where: name.hasSuffix) { continue }
            let path = directory + "/" + name
            if try files.isDirectory(path) {
                try read(directory: path, of: files, problems: &problems)
            } else if let entry = try files.file(path), let bytes = try files.contents(path) {
                read(bytes, isExecutable: entry.mode == .executable, file: path, problems: &problems)
            } else {
                problems.append(ConfigurationProblem(.error, file: path, "the link leads to nothing in the repository"))
            }
        }
    }

    private mutating func read(_ bytes: [UInt8], isExecutable: Bool, file: String, problems: inout [ConfigurationProblem]) {
        if isExecutable, bytes.starts(with: Array("#!".utf8)) {
            problems.append(
                ConfigurationProblem(.warning, file: file, "an inventory script: its hosts are not known without running it"))
            return
        }
        if VaultedFile.hasHeader(bytes) {
            problems.append(ConfigurationProblem(.warning, file: file, "the inventory is encrypted: its hosts are not known"))
            return
        }
        let name = file.split(separator: "/").last ?? ""
        let ending = name.lastIndex(of: ".").map { name[$0...] }
        let mustBeYAML = ending == ".yml" || ending == ".yaml" || ending == ".json"
        // Without an ending Ansible tries YAML first; what is no mapping is INI.
        if mustBeYAML || ending == nil {
            do throws(YAMLError) {
                if let root = try Document.parse(bytes).first?.root, let mapping = root.mapping {
                    if let plugin = mapping["plugin"]?.text {
                        problems.append(
                            ConfigurationProblem(
                                .warning, file: file, "an inventory of the plugin \(plugin): its hosts are not known"))
                        return
                    }
                    return read(yaml: root, file: file, problems: &problems)
                }
                if mustBeYAML {
                    problems.append(ConfigurationProblem(.error, file: file, "the inventory is no mapping of groups"))
                    return
                }
            } catch {
                if mustBeYAML {
                    problems.append(ConfigurationProblem(.error, file: file, line: error.line, error.message))
                    return
                }
            }
        }
        read(ini: String(decoding: bytes, as: UTF8.self), file: file, problems: &problems)
    }
}
