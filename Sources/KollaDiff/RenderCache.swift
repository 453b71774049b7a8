internal import FoundationEssentials
internal import Glibc

/// Rendered revisions by key. An entry appears whole or not at all.
struct RenderCache: Sendable {
    var directory: String

    /// Where the files of an entry lie.
    func nodes(_ key: String) -> String { "\(directory)/\(key)/nodes" }

    /// nil when there is no entry, or none that can be read.
    func revision(_ key: String) -> RenderedRevision? {
        guard let data = try? Data(contentsOf: URL(filePath: "\(directory)/\(key)/record.json")),
            let record = try? JSONDecoder().decode(RenderedRevision.Record.self, from: data),
            let tree = try? RenderedTree(directory: nodes(key))
        else { return nil }
        return RenderedRevision(record: record, tree: tree)
    }

    /// Moves rendered files into the cache, and reads them from there.
    func store(_ key: String, nodes: String, record: RenderedRevision.Record) throws(KollaDiffError) -> RenderedRevision {
        try makeDirectory(directory)
        let temporary = "\(directory)/.\(key)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try makeDirectory(temporary)
        do {
            try FileManager.default.moveItem(atPath: nodes, toPath: temporary + "/nodes")
            try JSONEncoder().encode(record).write(to: URL(filePath: temporary + "/record.json"))
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw KollaDiffError(.system, operation: "keep a render", message: "\(error)")
        }
        let final = "\(directory)/\(key)"
        if rename(temporary, final) != 0 {
            // Another process was first, with the same content.
            try? FileManager.default.removeItem(atPath: temporary)
        }
        guard let revision = revision(key) else {
            throw KollaDiffError(.system, operation: "keep a render", message: "\(final) cannot be read")
        }
        return revision
    }
}
