internal import CLinux
internal import Glibc

/// Starts one process and watches it to its end on a thread of its own.
///
/// Unchecked: one thread hands it to the other and does not touch it again.
final class Supervision: @unchecked Sendable {
    struct Request: Sendable {
        var command: Command
        var containment: ProcessTree.Containment
        var output: ProcessTree.OutputMode
        var limits: ProcessTree.Limits
        var control: ProcessControl
        var statusFile: String?
        var onOutput: @Sendable (ProcessTree.Stream, UnsafeRawBufferPointer) -> Void
    }

    /// How long a killed tree may take to disappear before its launcher is killed too.
    private static let patience = Duration.seconds(5)
    private static let bufferSize = 1 << 16

    /// What is supervised.
    private enum Subject {
        case none
        /// A tree that a launcher runs.
        case tree(LauncherConnection)
        /// A child of this process, the leader of its group, and its pidfd.
        case group(pid_t, OwnedDescriptor)
    }

    private let request: Request
    private let output: Pipe
    private let errors: Pipe?
    private let bell: OwnedDescriptor
    private var subject = Subject.none
    private var cause = ProcessResult.Cause.ended
    private var limit: ContinuousClock.Instant?
    private var forceAt: ContinuousClock.Instant?
    private var giveUpAt: ContinuousClock.Instant?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Supervision.bufferSize, alignment: 16)

    /// Starts the process and returns; `completion` is called once it has ended, or cannot be started.
    static func begin(_ request: Request, completion: @escaping @Sendable (Result<ProcessResult, ProcessError>) -> Void) {
        do throws(ProcessError) {
            let supervision = try Supervision(request)
            // A launcher takes its job without delay; the execution of a program elsewhere may take any time.
            if request.containment == .tree { try supervision.start() }
            SupervisingThread.start {
                completion(supervision.finished())
            } orElse: { error in
                completion(.failure(error))
            }
        } catch {
            completion(.failure(error))
        }
    }

    /// The same on the calling thread, to the end.
    static func run(_ request: Request) throws(ProcessError) -> ProcessResult {
        let supervision = try Supervision(request)
        try supervision.start()
        return try supervision.finish()
    }

    private func finished() -> Result<ProcessResult, ProcessError> {
        do throws(ProcessError) {
            if request.containment == .group { try start() }
            return .success(try finish())
        } catch {
            return .failure(error)
        }
    }

    private init(_ request: Request) throws(ProcessError) {
        self.request = request
        output = try Pipe.open()
        errors = request.output == .separate ? try Pipe.open() : nil
        bell = OwnedDescriptor(linux_eventfd())
        guard bell.number >= 0 else { throw .system(errno, operation: "create an event") }
    }

    deinit { buffer.deallocate() }

    private func finish() throws(ProcessError) -> ProcessResult {
        output.writing.close()
        errors?.writing.close()
        if let time = request.limits.time { limit = .now + time }
        request.control.attach(bell: bell.number)
        watch()
        request.control.detach()
        return ProcessResult(termination: try termination(), cause: cause)
    }

    private func start() throws(ProcessError) {
        let command = request.command
        let environment = command.environment ?? ExecutableSearch.environment
        guard let program = ExecutableSearch.find(command.executable, path: environment["PATH"]) else {
            throw ProcessError(.toolMissing, operation: "start \(command.executable)", message: "command not found")
        }
        let input = try inputDescriptor(command.input)
        let error = (errors ?? output).writing.number
        switch request.containment {
        case .tree:
            let job = LauncherConnection.Job(
                arguments: [program] + command.arguments, environment: environment,
                workingDirectory: command.workingDirectory ?? currentDirectory(), statusFile: request.statusFile,
                grace: request.limits.grace)
            subject = .tree(
                try LauncherConnection.run(job, input: input.number, output: output.writing.number, error: error))
        case .group:
            let descriptors = SpawnDescriptors(input: input.number, output: output.writing.number, error: error)
            let pid = try spawn(
                path: program, arguments: [command.executable] + command.arguments, environment: command.environment,
                workingDirectory: command.workingDirectory, descriptors: descriptors)
            do throws(ProcessError) {
                subject = .group(pid, try processDescriptor(pid))
            } catch {
                Glibc.kill(pid, SIGKILL)
                waitpid(pid, nil, 0)
                throw error
            }
        }
    }

    private func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Reads output and obeys limits and requests until the process has ended.
    private func watch() {
        let end: Int32 =
            switch subject {
            case .none: -1
            case .tree(let launcher): launcher.descriptor
            case .group(_, let process): process.number
            }
        var watched = [end, bell.number, output.reading.number, errors?.reading.number ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while true {
            let count = poll(&watched, nfds_t(watched.count), timeout())
            if count < 0 && errno != EINTR { return }
            obey()
            guard count > 0 else { continue }
            if watched[1].revents != 0 { linux_eventfd_clear(bell.number) }
            for (index, stream) in [(2, ProcessTree.Stream.output), (3, .error)] where watched[index].revents != 0 {
                // At the end of the file a poll would return at once for ever.
                if read(stream) == 0 { watched[index].fd = -1 }
            }
            if watched[0].revents != 0 { return }
        }
    }

    private func timeout() -> Int32 {
        guard let next = [limit, forceAt, giveUpAt].compactMap({ $0 }).min() else { return -1 }
        let left = next - .now
        guard left > .zero else { return 0 }
        return Int32(min(left.milliseconds + 1, 3_600_000))
    }

    private func obey() {
        let now = ContinuousClock.now
        let requests = request.control.requests
        if requests.kills && cause != .killed {
            cause = .killed
            force()
        } else if requests.terminates && cause == .ended {
            cause = .terminated
            ask()
        }
        if let limit, now >= limit {
            self.limit = nil
            if cause == .ended {
                cause = .timedOut
                ask()
            }
        }
        if let forceAt, now >= forceAt { force() }
        if let giveUpAt, now >= giveUpAt {
            self.giveUpAt = nil
            if case .tree(let launcher) = subject { launcher.abandon() }
        }
    }

    private func ask() {
        limit = nil
        forceAt = .now + request.limits.grace
        switch subject {
        case .none: break
        case .tree(let launcher): launcher.signal(SIGTERM)
        case .group(let pid, _):
            Glibc.kill(-pid, SIGTERM)
            Glibc.kill(-pid, SIGCONT)
        }
    }

    private func force() {
        (limit, forceAt) = (nil, nil)
        switch subject {
        case .none: break
        case .tree(let launcher):
            launcher.kill()
            giveUpAt = .now + Supervision.patience
        case .group(let pid, _): Glibc.kill(-pid, SIGKILL)
        }
    }

    /// The number of bytes read, 0 at the end, nil when there is nothing now.
    private func read(_ stream: ProcessTree.Stream) -> Int? {
        guard let source = stream == .output ? output.reading : errors?.reading else { return 0 }
        guard let count = source.read(into: buffer) else { return nil }
        if count > 0 { request.onOutput(stream, UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return count
    }

    /// What is still in the pipes. Somebody who escaped may write for ever, so there is an end to it.
    private func drain() {
        for stream in [ProcessTree.Stream.output, .error] {
            for _ in 0..<64 {
                guard let count = read(stream), count > 0 else { break }
            }
        }
    }

    /// How it ended; what it wrote until then is read.
    private func termination() throws(ProcessError) -> Termination {
        switch subject {
        case .none:
            preconditionFailure("supervision without a start")
        case .tree(let launcher):
            let report = launcher.report()
            drain()
            // Without one the launcher was killed: by us after waiting in vain, or by somebody else.
            guard let report else { return launcher.termination() }
            return try termination(report, launcher)
        case .group(let pid, _):
            Glibc.kill(-pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            drain()
            return Termination(waitStatus: status)
        }
    }

    /// Reads `exited CODE`, `signaled NUMBER` or `failed ERRNO OPERATION`; `last` at the end says that the launcher ends, too.
    private func termination(_ report: String, _ launcher: LauncherConnection) throws(ProcessError) -> Termination {
        let words = report.split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard words.count >= 2, let number = Int32(words[1]) else {
            throw ProcessError(.system(EPROTO), operation: "hear slipway-launcher", message: "it says \(report)")
        }
        if words.last != "last" { launcher.keep() }
        switch words[0] {
        case "exited": return .exited(number)
        case "signaled": return .signaled(number)
        default:
            let operation = words.dropFirst(2).joined(separator: " ")
            let message = String(cString: strerror(number))
            if operation == "execute" && (number == ENOENT || number == EACCES || number == ENOEXEC) {
                throw ProcessError(.toolMissing, operation: "start \(request.command.executable)", message: message)
            }
            if operation == "enter" {
                throw .system(number, operation: "enter \(request.command.workingDirectory ?? "the current directory")")
            }
            throw .system(number, operation: "\(operation) \(request.command.executable)")
        }
    }
}

extension Duration {
    /// Rounded down.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
