/// Compares what was rendered for two revisions.
package enum TreeComparison {
    /// What makes two changes the same, so that they are told once.
    private struct Identity: Hashable {
        var path: String
        var hostClass: String
        var kind: ConfigurationDiff.Kind
        /// The lines that change, byte for byte.
        var lines: [UInt8]
        /// Contents of binary files, which have no lines.
        var old: [UInt8]
        var new: [UInt8]
        var oldMode: String?
        var newMode: String?
        var settings: [ConfigurationDiff.SettingChange] = []
        var consequence = RestartAnalysis.Consequence(effect: .none)
    }

    /// As `changes(from:to:hostClasses:)`, with what each change does to containers.
    static func changes(
        from base: RenderedRevision, to head: RenderedRevision, hostClasses: [ConfigurationDiff.HostClass], release: KollaRelease
    ) -> [ConfigurationDiff.FileChange] {
        var analysis = RestartAnalysis(base: base, head: head, release: release)
        return changes(from: base.tree, to: head.tree, hostClasses: hostClasses) { analysis.consequence(host: $0, path: $1) }
    }

    /// - Returns: one change for every different way in which a file changes in a class of hosts, sorted by service, path, class and host.
    package static func changes(
        from base: RenderedTree, to head: RenderedTree, hostClasses: [ConfigurationDiff.HostClass]
    ) -> [ConfigurationDiff.FileChange] {
        changes(from: base, to: head, hostClasses: hostClasses) { _, _ in .init(effect: .none) }
    }

    private static func changes(
        from base: RenderedTree, to head: RenderedTree, hostClasses: [ConfigurationDiff.HostClass],
        consequence: (_ host: String, _ path: String) -> RestartAnalysis.Consequence
    ) -> [ConfigurationDiff.FileChange] {
        var className: [String: String] = [:]
        for hostClass in hostClasses { for host in hostClass.hosts { className[host] = hostClass.name } }
        var found: [Identity: ConfigurationDiff.FileChange] = [:]
        for host in Set(base.hosts.keys).union(head.hosts.keys).sorted(by: countingOrder) {
            let old = base.hosts[host, default: [:]]
            let new = head.hosts[host, default: [:]]
            for path in Set(old.keys).union(new.keys).sorted() where old[path] != new[path] {
                var (identity, change) = change(path, from: old[path], to: new[path], hostClass: className[host] ?? host)
                identity.settings = change.settings
                identity.consequence = consequence(host, path)
                change.effect = identity.consequence.effect
                change.restarts = identity.consequence.restarts
                found[identity, default: change].hosts.append(host)
            }
        }
        return found.values.sorted {
            ($0.service, $0.path, $0.hostClass) != ($1.service, $1.path, $1.hostClass)
                ? ($0.service, $0.path, $0.hostClass) < ($1.service, $1.path, $1.hostClass)
                : countingOrder($0.hosts.first ?? "", $1.hosts.first ?? "")
        }
    }

    private static func change(
        _ path: String, from old: RenderedTree.File?, to new: RenderedTree.File?, hostClass: String
    ) -> (Identity, ConfigurationDiff.FileChange) {
        let kind: ConfigurationDiff.Kind =
            old == nil ? .added : new == nil ? .removed : old?.content == new?.content ? .modeChanged : .modified
        // A mode is worth telling when it changes, or comes with the file.
        let tellsModes = old?.mode != new?.mode
        var change = ConfigurationDiff.FileChange(
            service: path.split(separator: "/").first.map(String.init) ?? path, path: path, kind: kind, hostClass: hostClass,
            hosts: [],
            unifiedDiff: "", addedLines: 0, removedLines: 0, oldMode: tellsModes ? old?.octalMode : nil,
            newMode: tellsModes ? new?.octalMode : nil)
        var identity = Identity(
            path: path, hostClass: hostClass, kind: kind, lines: [], old: [], new: [], oldMode: change.oldMode,
            newMode: change.newMode)
        guard kind != .modeChanged else { return (identity, change) }
        if let oldText = text(of: old), let newText = text(of: new) {
            let diff = UnifiedDiff(old: oldText, new: newText)
            change.unifiedDiff = diff.text(oldName: old == nil ? nil : path, newName: new == nil ? nil : path)
            change.addedLines = diff.addedLines
            change.removedLines = diff.removedLines
            if kind == .modified, let compared = SettingsComparison.compare(path: path, old: oldText, new: newText) {
                change.format = compared.format
                change.settings = compared.settings
                change.onlyFormatting = compared.settings.isEmpty
            }
            identity.lines = diff.changedLines.flatMap { Array($0.text.utf8) + [UInt8(ascii: "\n")] }
        } else {
            change.isBinary = true
            identity.old = old?.content ?? []
            identity.new = new?.content ?? []
        }
        return (identity, change)
    }

    private static func text(of file: RenderedTree.File?) -> String? {
        guard let file else { return "" }
        return file.text
    }
}
