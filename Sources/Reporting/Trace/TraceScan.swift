/// What must be known of a trace before it is written: how long it is and how long its sections took.
struct TraceScan: Sendable {
    /// Lines as they are numbered.
    private(set) var lineCount = 0
    /// Seconds of each section in the order they start; nil for one that never ends.
    private(set) var sectionDurations: [Int?] = []
    /// The last lines, as plain text, oldest first: of the script when it ran, since that is what people read of a failure.
    private(set) var tail: [String] = []
    private var open: [(name: String, index: Int, time: Int)] = []
    /// What comes after the script says only that it failed.
    private var isCleaning = false
    private let tailLength: Int

    init(tailLength: Int = 0) { self.tailLength = tailLength }

    mutating func add(_ event: TraceParser.Event) {
        switch event {
        case .line(let number, let runs, _):
            lineCount = number
            keep(runs)
        case .sectionStart(let number, let name, let header, let time, _):
            lineCount = number
            isCleaning = name == "cleanup_file_variables"
            if name == "step_script" { tail = [] } else { keep(header) }
            open.append((name, sectionDurations.count, time))
            sectionDurations.append(nil)
        case .sectionEnd(let name, let time):
            guard let place = open.lastIndex(where: { $0.name == name }) else { return }
            sectionDurations[open[place].index] = max(time - open[place].time, 0)
            open.removeSubrange(place...)
        }
    }

    private mutating func keep(_ runs: [TraceParser.Run]) {
        guard tailLength > 0, !isCleaning else { return }
        let text = String(decoding: runs.flatMap(\.bytes).prefix(2000), as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        if tail.count == tailLength { tail.removeFirst() }
        tail.append(text)
    }

    init(_ path: String, from files: any ReportFiles, tailLength: Int = 0) throws(ReportError) {
        self.init(tailLength: tailLength)
        var parser = TraceParser()
        try files.forEachPiece(of: path) { bytes in parser.parse(bytes) { self.add($0) } }
        parser.finish { self.add($0) }
    }
}
