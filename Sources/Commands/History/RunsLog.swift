internal import ArgumentParser
internal import Execution
internal import Glibc
internal import PipelineModel
internal import RunHistory

/// `slipway runs log`
struct RunsLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print a job's log as the job wrote it, secrets masked and section markers left out.",
        discussion: """
            EXAMPLES
              slipway runs log yamllint
              slipway runs log "deploy/service deploy" --run 12   a child pipeline's job
              slipway runs log tempest --follow
            """)

    @Argument(help: ArgumentHelp("The job's name or number.", valueName: "job"))
    var job: String

    @Option(help: ArgumentHelp("The run's number; the newest when absent.", valueName: "number"))
    var run: Int?

    @Flag(help: "Print every byte, GitLab's section markers included.")
    var raw = false

    @Flag(help: "Wait for more until the job is finished.")
    var follow = false

    @OptionGroup var location: LocationOptions

    func run() async throws {
        try location.enter()
        var markers = SectionMarkers()
        var plain = PlainLines()
        let isColored = Console.wantsColor(STDOUT_FILENO, location.color)
        let store = try RunHistoryAccess.store()
        var record = try RunHistoryAccess.record(run, in: store)
        var found = try RunHistoryAccess.job(job, in: record)
        var printed = 0
        var path: String?
        while true {
            // Asked before reading: what a job writes last is still read.
            let isFinished = found.status.isFinished || found.status == .manual || record.finishedAt != nil
            if let trace = found.tracePath ?? Self.traceOfRunning(found) {
                // A retried job writes a new log.
                if trace != path { (path, printed) = (trace, 0) }
                printed += try copy(store.directory(ofRun: record.id) + "/" + trace, from: printed) { bytes in
                    if raw { return Console.write(bytes: bytes) }
                    let readable = markers.removed(from: bytes)
                    if isColored { Console.write(bytes: readable[...]) } else { Console.write(plain.lines(completedBy: readable)) }
                }
            }
            if isFinished || !follow { break }
            // The journal and the trace are files that another process appends to; there is no event to wait for.
            try await Task.sleep(for: .milliseconds(200))
            record = try RunHistoryAccess.record(record.id, in: store)
            found = try RunHistoryAccess.job(job, in: record)
        }
        let rest = markers.rest()
        if isColored { Console.write(bytes: rest[...]) } else { Console.write(plain.lines(completedBy: rest) + plain.rest()) }
        if path == nil {
            Console.note("\(found.name) is \(found.status.rawValue) and has no log\(found.message.map { ": \($0)" } ?? "")")
        }
    }

    /// The journal names a trace when its attempt is over; a running one has it in the usual place.
    private static func traceOfRunning(_ job: JobRecord) -> String? {
        guard job.status == .running || job.status == .canceling else { return nil }
        return ActiveRun.tracePath(job: job.id, attempt: job.earlierAttempts.count + 1)
    }

    /// Hands on the file from an offset and returns how many bytes that were.
    private func copy(_ path: String, from offset: Int, to write: (ArraySlice<UInt8>) -> Void) throws -> Int {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return 0 }
            throw CommandFailure(.systemFailed, "cannot read \(path): \(Console.errorText(errno))")
        }
        defer { close(descriptor) }
        lseek(descriptor, off_t(offset), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: 65536)
        var total = 0
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.systemFailed, "cannot read \(path): \(Console.errorText(errno))") }
            if count == 0 { return total }
            write(buffer[..<count])
            total += count
        }
    }
}
