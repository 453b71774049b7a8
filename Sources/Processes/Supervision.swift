internal import CLinux
internal import Glibc

/// Starts one process and watches it to its end, blocking the thread it runs on.
final class Supervision {
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

    private let request: Request
    private let output: Pipe
    private let errors: Pipe?
    private let report: Pipe?
    private let bell: OwnedDescriptor
    private let group: ControlGroup?
    private var pid: pid_t = 0
    private var cause = ProcessResult.Cause.ended
    private var limit: ContinuousClock.Instant?
    private var forceAt: ContinuousClock.Instant?
    private var giveUpAt: ContinuousClock.Instant?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Supervision.bufferSize, alignment: 16)

    static func run(_ request: Request) -> Result<ProcessResult, ProcessError> {
        do throws(ProcessError) {
            return .success(try Supervision(request).run())
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
        report = request.containment == .tree ? try Pipe.open() : nil
        group = request.containment == .tree ? ControlGroup.create() : nil
    }

    deinit { buffer.deallocate() }

    private func run() throws(ProcessError) -> ProcessResult {
        let watched: OwnedDescriptor
        do throws(ProcessError) {
            try start()
            watched = try processDescriptor(pid)
        } catch {
            if pid > 0 {
                Glibc.kill(pid, SIGKILL)
                waitpid(pid, nil, 0)
            }
            group?.destroy()
            throw error
        }
        output.writing.close()
        errors?.writing.close()
        report?.writing.close()
        if let time = request.limits.time { limit = .now + time }
        request.control.attach(bell: bell.number)
        watch(watched)
        request.control.detach()

        if request.containment == .group { Glibc.kill(-pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        drain()
        let own: Termination = status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signaled(status & 0x7f)
        return ProcessResult(termination: try reported(own), cause: cause)
    }

    private func start() throws(ProcessError) {
        let command = request.command
        let searchPath = (command.environment ?? ExecutableSearch.environment)["PATH"]
        guard let program = ExecutableSearch.find(command.executable, path: searchPath) else {
            throw ProcessError(.toolMissing, operation: "start \(command.executable)", message: "command not found")
        }
        var path = program
        var arguments = [command.executable] + command.arguments
        if request.containment == .tree {
            guard let launcher = Launcher.path else {
                throw ProcessError(
                    .launcherMissing, operation: "start \(command.executable)",
                    message: "slipway-launcher is neither beside slipway nor in ../libexec/slipway")
            }
            path = launcher
            arguments = launcherArguments + ["--", program] + command.arguments
        }
        let input = try inputDescriptor(command.input)
        let descriptors = SpawnDescriptors(
            input: input.number, output: output.writing.number, error: (errors ?? output).writing.number,
            report: report?.writing.number)
        pid = try spawn(
            path: path, arguments: arguments, environment: command.environment, workingDirectory: command.workingDirectory,
            descriptors: descriptors)
    }

    private var launcherArguments: [String] {
        var arguments = ["slipway-launcher", "--report", "3", "--engine", "\(getpid())"]
        let grace = request.limits.grace.components
        arguments += ["--grace", "\(grace.seconds * 1000 + grace.attoseconds / 1_000_000_000_000_000)"]
        if let group { arguments += [group.kind == .unified ? "--cgroup" : "--freezer", group.directory] }
        if let statusFile = request.statusFile { arguments += ["--status", statusFile] }
        return arguments
    }

    /// Reads output and obeys limits and requests until the process has ended.
    private func watch(_ process: OwnedDescriptor) {
        var watched = [process, bell, output.reading, errors?.reading].map { descriptor in
            pollfd(fd: descriptor?.number ?? -1, events: Int16(POLLIN), revents: 0)
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
        return Int32(min(left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1, 3_600_000))
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
            Glibc.kill(pid, SIGKILL)
        }
    }

    private func ask() {
        limit = nil
        forceAt = .now + request.limits.grace
        if request.containment == .tree {
            Glibc.kill(pid, SIGTERM)
        } else {
            Glibc.kill(-pid, SIGTERM)
            Glibc.kill(-pid, SIGCONT)
        }
    }

    private func force() {
        (limit, forceAt) = (nil, nil)
        if request.containment == .tree {
            Glibc.kill(pid, Launcher.killSignal)
            giveUpAt = .now + Supervision.patience
        } else {
            Glibc.kill(-pid, SIGKILL)
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

    /// How the job ended according to the launcher, `own` being the end of the process that was watched.
    private func reported(_ own: Termination) throws(ProcessError) -> Termination {
        guard let report else { return own }
        let count = report.reading.read(into: buffer) ?? 0
        let words = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let number = Int32(words[1].filter { $0 != "\n" }) else {
            // The launcher was killed: by us after waiting in vain, or by somebody else.
            group?.destroy()
            return own
        }
        switch words[0] {
        case "exited": return .exited(number)
        case "signaled": return .signaled(number)
        default:
            let operation = words.count > 2 ? words[2].filter { $0 != "\n" } : "start"
            let message = String(cString: strerror(number))
            if operation == "execute" && (number == ENOENT || number == EACCES || number == ENOEXEC) {
                throw ProcessError(.toolMissing, operation: "start \(request.command.executable)", message: message)
            }
            throw ProcessError(.system(number), operation: "\(operation) for \(request.command.executable)", message: message)
        }
    }
}
