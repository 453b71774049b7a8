internal import ArgumentParser
internal import Glibc
internal import KollaDiff

/// `slipway kolla cache list`
struct KollaCacheList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the rendered revisions, the one that was used last first.",
        discussion: """
            EXAMPLES
              slipway kolla cache list
              slipway kolla cache list --format json
            """)

    @Option(help: "How to write them: text or json.")
    var format = DataFormat.text

    func run() throws {
        let cache = RenderCache(.init(path: try CacheDirectory.required()))
        let entries = cache.entries()
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(Listing(directory: cache.directory, entries: entries)))
        case .text: Console.write(CacheEntriesText(entries: entries, now: Double(time(nil))).text)
        }
    }

    /// What `--format json` prints; `version` changes when a field changes its meaning.
    private struct Listing: Encodable {
        var version = 1
        var directory: String
        var entries: [RenderCache.Entry]
    }
}
