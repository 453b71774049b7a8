/// Compares two versions of a file by what they set, whatever the order and the comments.
package enum SettingsComparison {
    package struct Result: Hashable, Sendable {
        package var format: ConfigurationDiff.Format
        package var settings: [ConfigurationDiff.SettingChange]
    }

    /// - Parameter path: its name says how the file is written: `nova-compute/nova.conf`, `haproxy/config.json`.
    /// - Returns: nil when the file has no settings, or one of the versions cannot be read as what its name says: then only its lines
    ///   can be compared.
    package static func compare(path: String, old: String, new: String) -> Result? {
        guard let format = format(of: path) else { return nil }
        switch format {
        case .lines: return nil
        case .ini:
            guard let before = OptionFile(old), let after = OptionFile(new) else { return nil }
            return Result(format: .ini, settings: OptionFile.changes(from: before, to: after))
        case .yaml, .json:
            guard let changes = TreeSettings.changes(from: old, to: new) else { return nil }
            return Result(format: format, settings: changes)
        }
    }

    /// By name, as the files of Kolla are named.
    static func format(of path: String) -> ConfigurationDiff.Format? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...] {
        case "conf", "ini", "cnf", "keyring": return .ini
        // Rules of Prometheus are YAML.
        case "yml", "yaml", "rules": return .yaml
        case "json": return .json
        default: return nil
        }
    }
}
