internal import ArgumentParser
internal import Glibc
internal import KollaDiff

/// `slipway kolla cache prune`
struct KollaCachePrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove rendered revisions by age and size.",
        discussion: """
            What a diff uses at the moment stays.

            EXAMPLES
              slipway kolla cache prune --older-than 30d
              slipway kolla cache prune --max-size 2G --dry-run
              slipway kolla cache prune --all
            """)

    @Option(
        name: .customLong("older-than"),
        help: ArgumentHelp("Those not used for longer: 45m, 12h, 30d, 8w.", valueName: "age"))
    var olderThan: String?

    @Option(
        name: .customLong("max-size"),
        help: ArgumentHelp("Those unused longest, until the rest is not larger: 500M, 2G.", valueName: "size"))
    var maxSize: String?

    @Flag(help: "All of them.")
    var all = false

    @Flag(name: .customLong("dry-run"), help: "Only say what would be removed.")
    var dryRun = false

    @Option(help: "How to write what was removed: text or json.")
    var format = DataFormat.text

    func validate() throws {
        guard all || olderThan != nil || maxSize != nil else {
            throw ValidationError("say what to remove: --older-than, --max-size or --all")
        }
        if let olderThan, Quantity.seconds(olderThan) == nil {
            throw ValidationError("--older-than takes a number with m, h, d or w, such as 30d; not \"\(olderThan)\"")
        }
        if let maxSize, Quantity.bytes(maxSize) == nil {
            throw ValidationError("--max-size takes a number with K, M, G or T, such as 2G; not \"\(maxSize)\"")
        }
    }

    func run() throws {
        let cache = RenderCache(.init(path: try CacheDirectory.required()))
        let now = Double(time(nil))
        let pruned = cache.prune(
            age: olderThan.flatMap(Quantity.seconds), size: all ? -1 : maxSize.flatMap(Quantity.bytes), now: now,
            isRehearsal: dryRun)
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(pruned))
        case .text:
            if !pruned.removed.isEmpty { Console.write(CacheEntriesText(entries: pruned.removed, now: now).table) }
            let size = Quantity.text(bytes: pruned.removed.reduce(0) { $0 + $1.size })
            Console.writeLine("\(dryRun ? "Would remove" : "Removed") \(pruned.removed.count) renders, \(size)")
            if !pruned.inUse.isEmpty { Console.writeLine("\(pruned.inUse.count) in use and kept") }
        }
    }
}
