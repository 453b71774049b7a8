package import KollaDiff
package import RunHistory

/// One self-contained page about a run: what happened, the job graph, the timeline, what the change does to the configuration,
/// test results, and every job with its log. It loads nothing, works without scripts, and prints.
///
///     let report = HTMLReport(run: record, diffs: [diff], files: DirectoryFiles(root: runDirectory))
///     try report.write(to: "report.html")
package struct HTMLReport: Sendable {
    /// How much of long logs and diffs the page holds. What is left out is said in its place.
    package struct Limits: Hashable, Sendable {
        /// Lines at the beginning and at the end of a log.
        package var firstLines = 500
        package var lastLines = 2_000
        /// The same for logs of jobs that passed, once the logs of the page exceed `budget` bytes.
        package var briefFirstLines = 20
        package var briefLastLines = 100
        /// Bytes of logs that are written in full length.
        package var budget = 16 << 20
        /// Lines of unified diff a file, and over all files.
        package var diffLines = 2_000
        package var allDiffLines = 60_000
        /// Tests listed a job; those that failed come first.
        package var tests = 1_000

        package init() {}
    }

    package var run: RunRecord
    package var diffs: [ConfigurationDiff]
    package var files: any ReportFiles
    package var limits: Limits
    /// The run's directory as the reader would name it; prefix of the paths that the page names. Empty: paths stay relative.
    package var directory: String

    package init(
        run: RunRecord, diffs: [ConfigurationDiff] = [], files: any ReportFiles, directory: String = "", limits: Limits = Limits()
    ) {
        self.run = run
        self.diffs = diffs
        self.files = files
        self.directory = directory
        self.limits = limits
    }

    /// Writes the page beside `path` and moves it there when it is whole.
    package func write(to path: String) throws(ReportError) {
        var sink = try FileSink(path: path)
        try write { (bytes) throws(ReportError) in try sink.write(bytes) }
        try sink.finish()
    }

    /// The page in memory.
    package func bytes() -> [UInt8] {
        var result: [UInt8] = []
        // A sink that never throws leaves nothing to report.
        try? write { result.append(contentsOf: $0) }
        return result
    }

    /// Hands the page to `sink` piece by piece. Logs and reports that cannot be read are named in the page; they are no error.
    package func write(sink: ([UInt8]) throws(ReportError) -> Void) throws(ReportError) {
        let facts = ReportFacts(self)
        var out = ByteBuffer(capacity: 1 << 18)
        writeHead(to: &out, facts)
        writeOverview(to: &out, facts)
        writeFailures(to: &out, facts)
        writeGraphs(to: &out)
        writeTimeline(to: &out, facts)
        for diff in diffs.indices {
            var section = ConfigurationDiffSection(diff: diffs[diff], number: diff + 1, limits: limits)
            section.hasTools = diff == diffs.firstIndex { !$0.changes.isEmpty }
            section.write(to: &out)
            try flush(&out, sink)
        }
        writeTests(to: &out, facts)
        try writeJobs(to: &out, facts, sink)
        writeArtifacts(to: &out, facts)
        writeEnvironments(to: &out, facts)
        writeFoot(to: &out)
        try sink(out.bytes)
    }

    func flush(_ out: inout ByteBuffer, _ sink: ([UInt8]) throws(ReportError) -> Void) throws(ReportError) {
        guard out.bytes.count >= 1 << 16 else { return }
        try sink(out.bytes)
        out.bytes.removeAll(keepingCapacity: true)
    }

    /// The path of a run's file as the page names it.
    func shownPath(_ path: String) -> String {
        directory.isEmpty ? path : directory + "/" + path
    }
}
