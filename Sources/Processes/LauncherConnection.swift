internal import CLinux
internal import Glibc
internal import Synchronization

/// A running `slipway-launcher`, which runs one process tree after another. See `Sources/slipway-launcher/main.c` for the protocol.
///
/// When it goes, the launcher ends, and with it the tree that it may be running.
///
/// Unchecked: who has taken it from the idle ones is the only one to use it.
final class LauncherConnection: @unchecked Sendable {
    /// One process tree to run.
    struct Job {
        /// The path of the program first.
        var arguments: [String]
        var environment: [String: String]
        var workingDirectory: String
        var statusFile: String?
        /// For the tree to end by itself once this process is dead.
        var grace: Duration
    }

    private enum Message: UInt32 {
        case run = 1
        case signal = 2
        case kill = 3
    }

    private let pid: pid_t
    private let socket: OwnedDescriptor
    /// Of all process trees it runs; the launcher removes it.
    private let group: ControlGroup?
    private var isReaped = false

    /// Becomes readable when there is a report, or when the launcher has died.
    var descriptor: Int32 { socket.number }

    // MARK: - Reuse

    /// More would be kept only by somebody who once ran that many jobs at once.
    private static let idleLimit = 64
    private static let idle = Mutex<[LauncherConnection]>([])

    /// Starts a job with a launcher that has nothing to do, or with a new one.
    /// - Throws: `.launcherMissing`, `.system`.
    static func run(
        _ job: Job, input: Int32, output: Int32, error: Int32
    ) throws(ProcessError) -> LauncherConnection {
        let descriptors = [input, output, error]
        // One that was killed while idle does not take the job.
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.send(job, descriptors) { return connection }
        }
        let connection = try LauncherConnection()
        guard connection.send(job, descriptors) else { throw .system(EPIPE, operation: "reach slipway-launcher") }
        return connection
    }

    /// Keeps a launcher, whose report has been read, for the next job.
    func keep() {
        Self.idle.withLock { idle in
            if idle.count < Self.idleLimit { idle.append(self) }
        }
    }

    /// Ends the launchers that have nothing to do.
    static func endIdle() {
        // Their ends, which take a moment each, are not waited for under the lock.
        let ended = idle.withLock { idle in
            let all = idle
            idle = []
            return all
        }
        for connection in ended { connection.socket.close() }
    }

    // MARK: - One launcher

    private init() throws(ProcessError) {
        guard let path = Launcher.path else {
            throw ProcessError(
                .launcherMissing, operation: "start slipway-launcher",
                message: "slipway-launcher is neither beside slipway nor in ../libexec/slipway")
        }
        var ends: [Int32] = [-1, -1]
        guard linux_socket_pair(&ends) == 0 else { throw .system(errno, operation: "create a socket") }
        socket = OwnedDescriptor(ends[0])
        let other = OwnedDescriptor(ends[1])
        let null = try inputDescriptor(.null)
        let group = ControlGroup.create()
        var arguments = ["slipway-launcher"]
        if let group { arguments += [group.kind == .unified ? "--cgroup" : "--freezer", group.directory] }
        do throws(ProcessError) {
            // Not in the directory of anybody's job, which may have to be unmounted.
            pid = try spawn(
                path: path, arguments: arguments, environment: [:], workingDirectory: "/",
                descriptors: SpawnDescriptors(
                    input: null.number, output: null.number, error: null.number, report: other.number))
        } catch {
            group?.destroy()
            throw error
        }
        self.group = group
    }

    deinit {
        socket.close()
        // It ends at once: nobody lets go of one that is busy.
        if !isReaped { _ = termination() }
    }

    private func send(_ job: Job, _ descriptors: [Int32]) -> Bool {
        var text: [UInt8] = []
        for number in [UInt32(clamping: job.grace.milliseconds), UInt32(job.arguments.count), UInt32(job.environment.count)] {
            text.append(number)
        }
        text.append(job.workingDirectory)
        text.append(job.statusFile ?? "")
        for argument in job.arguments { text.append(argument) }
        for (key, value) in job.environment { text.append("\(key)=\(value)") }
        return send(.run, UInt32(text.count), text, descriptors)
    }

    /// Passes a signal on to the tree's process group.
    func signal(_ number: Int32) { _ = send(.signal, UInt32(number)) }

    /// Kills the tree.
    func kill() { _ = send(.kill, 0) }

    /// Kills the launcher itself, should the tree resist.
    func abandon() { Glibc.kill(pid, SIGKILL) }

    private func send(_ kind: Message, _ value: UInt32, _ payload: [UInt8] = [], _ descriptors: [Int32]? = nil) -> Bool {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 8)
        bytes.append(kind.rawValue)
        bytes.append(value)
        bytes += payload
        return bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                // Descriptors travel with the first byte.
                let count = linux_send(socket.number, rest.baseAddress, rest.count, sent == 0 ? descriptors : nil)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// The launcher's line on how the tree ended; nil when the launcher was killed.
    func report() -> String? {
        var line = [UInt8](repeating: 0, count: 256)
        guard let count = line.withUnsafeMutableBytes({ socket.read(into: $0) }), count > 0 else { return nil }
        return String(decoding: line[..<count], as: UTF8.self)
    }

    /// Waits for the end of the launcher. What it left, having been killed, is killed, too.
    func termination() -> Termination {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        isReaped = true
        group?.destroy()
        return Termination(waitStatus: status)
    }
}

extension [UInt8] {
    /// In this machine's byte order.
    fileprivate mutating func append(_ number: UInt32) {
        Swift.withUnsafeBytes(of: number) { self += $0 }
    }

    /// Ended by a NUL.
    fileprivate mutating func append(_ text: String) {
        self += text.utf8
        append(UInt8(0))
    }
}
