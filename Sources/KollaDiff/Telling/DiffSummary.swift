/// Words about a diff that its writers share.
package enum DiffSummary {
    /// `modified`, `new file`, `removed`, `mode`.
    package static func word(_ kind: ConfigurationDiff.Kind) -> String {
        switch kind {
        case .added: "new file"
        case .removed: "removed"
        case .modified: "modified"
        case .modeChanged: "mode"
        }
    }

    /// The path below the service's directory: `nova.conf`.
    package static func innerPath(_ change: ConfigurationDiff.FileChange) -> String {
        change.path.hasPrefix(change.service + "/") ? String(change.path.dropFirst(change.service.count + 1)) : change.path
    }

    /// `mode 0660 → 0640`; nil when the mode does not change.
    package static func modes(_ change: ConfigurationDiff.FileChange) -> String? {
        switch (change.oldMode, change.newMode) {
        case (let old?, let new?): old == new ? nil : "mode \(old) → \(new)"
        case (nil, let new?): "mode \(new)"
        default: nil
        }
    }

    /// `+2 −1`, `+8`; nil when no line changes.
    package static func lines(_ change: ConfigurationDiff.FileChange) -> String? {
        let parts = [
            change.addedLines > 0 ? "+\(grouped(change.addedLines))" : nil,
            change.removedLines > 0 ? "−\(grouped(change.removedLines))" : nil,
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// `restarts nova_libvirt (disruptive)`, `starts nova_compute`, `no restart`.
    /// - Parameter severity: what is at risk; a brief interruption goes without saying.
    package static func effect(_ change: ConfigurationDiff.FileChange, _ severity: RolloutPlan.Severity?) -> String {
        let effect = effect(change)
        return severity.flatMap { $0 > .brief ? "\(effect) (\($0.rawValue))" : nil } ?? effect
    }

    private static func effect(_ change: ConfigurationDiff.FileChange) -> String {
        switch change.effect {
        case .restart where !change.restarts.isEmpty: "restarts \(change.restarts.joined(separator: ", "))"
        case .start where !change.restarts.isEmpty: "starts \(change.restarts.joined(separator: ", "))"
        case .restart: "restarts containers"
        case .start: "starts containers"
        case .reconfigure: "no restart"
        case .none: "nothing that runs takes notice"
        }
    }

    /// `new file · mode 0600 · binary · +8 · no restart`
    package static func facts(_ change: ConfigurationDiff.FileChange, _ severity: RolloutPlan.Severity?) -> [String] {
        var facts: [String] = []
        if change.kind == .added || change.kind == .removed { facts.append(word(change.kind)) }
        if let modes = modes(change) { facts.append(modes) }
        if change.isBinary { facts.append("binary") }
        if let lines = lines(change) { facts.append(lines) }
        if change.onlyFormatting { facts.append("only comments, order or blanks") }
        facts.append(effect(change, severity))
        return facts
    }

    /// `cmp1`, `3 hosts (cmp[1-3])`
    package static func hosts(_ hosts: [String]) -> String { HostNames.counted(hosts) }

    /// `1 change`, `1,844 files`
    package static func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

    /// `12,345`
    package static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + String(text.reversed())
    }
}
