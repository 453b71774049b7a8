internal import CLinux
internal import Glibc

// posix_spawn is called directly. swift-subprocess passes no descriptors beyond 0, 1 and 2, so that a launcher could not report
// apart from the job's own exit status; it cannot be told to read on after the process has ended; and it costs every build
// twenty CPU seconds.

/// The descriptors a new process gets as 0, 1, 2 and 3.
struct SpawnDescriptors {
    var input: Int32
    var output: Int32
    var error: Int32
    /// nil: closed.
    var report: Int32?
}

/// Starts a program in a session of its own with default signal handling and no other descriptors.
/// - Parameter arguments: the program's name first.
/// - Throws: `.toolMissing` for a path that cannot be executed, else `.system`.
func spawn(
    path: String, arguments: [String], environment: [String: String]?, workingDirectory: String?, descriptors: SpawnDescriptors
) throws(ProcessError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, descriptors.input, 0)
    posix_spawn_file_actions_adddup2(&actions, descriptors.output, 1)
    posix_spawn_file_actions_adddup2(&actions, descriptors.error, 2)
    if let report = descriptors.report { posix_spawn_file_actions_adddup2(&actions, report, 3) }
    posix_spawn_file_actions_addclosefrom_np(&actions, descriptors.report == nil ? 3 : 4)
    if let workingDirectory { posix_spawn_file_actions_addchdir_np(&actions, workingDirectory) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, linux_spawn_flags)

    var words = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    var result: Int32
    if let environment {
        var entries = environment.map { strdup("\($0.key)=\($0.value)") }
        entries.append(nil)
        result = posix_spawn(&pid, path, &actions, &attributes, words, entries)
        for entry in entries { free(entry) }
    } else {
        result = posix_spawn(&pid, path, &actions, &attributes, words, Glibc.environ)
    }
    guard result == 0 else {
        // A missing working directory looks like a missing program.
        if let workingDirectory, access(workingDirectory, X_OK) != 0 {
            throw .system(errno, operation: "enter \(workingDirectory)")
        }
        if result == ENOENT || result == EACCES || result == ENOEXEC {
            throw ProcessError(.toolMissing, operation: "start \(path)", message: String(cString: strerror(result)))
        }
        throw .system(result, operation: "start \(path)")
    }
    return pid
}

/// A descriptor that becomes readable when the process ends.
func processDescriptor(_ pid: pid_t) throws(ProcessError) -> OwnedDescriptor {
    let number = linux_pidfd_open(pid)
    guard number >= 0 else { throw .system(errno, operation: "watch a process") }
    return OwnedDescriptor(number)
}
