internal import Git
internal import KayobeConfig

/// What a change can touch, for people.
struct AffectedText {
    var affected: AffectedParts
    var showsDiff: Bool

    var text: String {
        if affected.files.isEmpty { return "Nothing differs.\n" }
        var text = ""
        if !affected.environments.isEmpty {
            let rows = affected.environments.map { environment in
                [
                    environment.name ?? "(no environments)", words(environment.services, all: "all services"), hosts(environment),
                    environment.groups.isEmpty ? "-" : environment.groups.joined(separator: ", "),
                ]
            }
            text += TextTable.text([["ENVIRONMENT", "SERVICES", "HOSTS", "GROUPS"]] + rows)
        }
        if affected.environments.isEmpty {
            text += "No environment is touched.\n"
        } else if !affected.untouched.isEmpty {
            text += "\nNot touched: \(affected.untouched.joined(separator: ", "))\n"
        }
        text += "\n"
        text += TextTable.text(
            affected.files.map { file in
                [file.kind.rawValue, file.path, file.role + (file.isEncrypted ? " (encrypted)" : ""), reach(file)]
            })
        for file in affected.files {
            if let keys = file.keys, !keys.isEmpty { text += "  \(file.path): \(shortened(keys))\n" }
        }
        if showsDiff {
            for file in affected.files {
                if let diff = file.diff, !diff.isEmpty {
                    text += "\n" + diff
                } else if file.diff == nil {
                    text += "\n\(file.path): \(file.isEncrypted ? "changed (encrypted)" : "changed (not shown)")\n"
                }
            }
        }
        return text
    }

    private func reach(_ file: AffectedParts.File) -> String {
        if file.environments.isEmpty, file.services.isNone { return "touches nothing" }
        let environments = file.environments.isEmpty ? "" : file.environments.joined(separator: ", ") + ": "
        return environments + words(file.services, all: "all services")
    }

    private func hosts(_ environment: AffectedParts.Environment) -> String {
        words(environment.hosts, all: "all hosts") + (environment.otherHosts ? ", and hosts that read their variables" : "")
    }

    private func words(_ extent: Extent, all: String) -> String {
        guard let names = extent.names else { return all }
        return names.isEmpty ? "none" : shortened(names)
    }

    private func shortened(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }
}
