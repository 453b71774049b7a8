/// Sentences about a diff that its writers share.
package enum DiffSummary {
    /// `nova-compute/nova.conf · compute · 3 hosts (cmp1, cmp2, cmp3) · +1 −1`
    package static func line(_ change: ConfigurationDiff.FileChange) -> String {
        var parts = [change.path, change.hostClass, hosts(change.hosts)]
        switch change.kind {
        case .added: parts.append("new file")
        case .removed: parts.append("removed")
        case .modified, .modeChanged: break
        }
        if change.isBinary { parts.append("binary") }
        if change.addedLines + change.removedLines > 0 { parts.append("+\(change.addedLines) −\(change.removedLines)") }
        if let mode = modes(change) { parts.append(mode) }
        return parts.joined(separator: " · ")
    }

    /// `mode 0660 → 0640`; nil when the mode does not change.
    package static func modes(_ change: ConfigurationDiff.FileChange) -> String? {
        switch (change.oldMode, change.newMode) {
        case (let old?, let new?): "mode \(old) → \(new)"
        case (nil, let new?): "mode \(new)"
        default: nil
        }
    }

    /// Names up to a handful of hosts.
    package static func hosts(_ hosts: [String]) -> String {
        if hosts.count == 1 { return hosts[0] }
        return hosts.count <= 5 ? "\(hosts.count) hosts (\(hosts.joined(separator: ", ")))" : "\(hosts.count) hosts"
    }

    /// `9 changes to 7 files on 7 of 8 hosts, 1 secret; 450 files on the head side, 312 s`
    package static func totals(_ diff: ConfigurationDiff) -> String {
        let files = Set(diff.changes.map(\.path)).count
        let hosts = Set(diff.changes.flatMap(\.hosts)).count
        let all = diff.hostClasses.reduce(0) { $0 + $1.hosts.count }
        return "\(counted(diff.changes.count, "change")) to \(counted(files, "file")) on \(hosts) of \(counted(all, "host")), "
            + "\(counted(diff.secrets.count, "secret")); \(counted(diff.renderedFiles, "file")) on the head side, \(Int(diff.duration.rounded())) s"
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension ConfigurationDiff {
    /// The changes under the service they belong to, in order.
    package var changesByService: [(service: String, changes: [FileChange])] {
        var groups: [(service: String, changes: [FileChange])] = []
        for change in changes {
            if groups.last?.service == change.service {
                groups[groups.count - 1].changes.append(change)
            } else {
                groups.append((change.service, [change]))
            }
        }
        return groups
    }
}
