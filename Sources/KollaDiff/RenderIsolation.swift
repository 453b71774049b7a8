internal import FoundationEssentials
internal import Processes

/// How a render is kept apart from the machine and from the other render. Both sides must happen at the same path, because paths may
/// show in what they write.
enum RenderIsolation: Hashable, Sendable {
    /// A private view of the file system in which the ground is this render's own folder and all else is read-only, and no network.
    case namespaces(asRoot: Bool, readOnly: Bool)
    /// The system allows no namespaces (containers often do not): one render at a time, in the ground itself.
    case turns

    /// The strongest that works here.
    static func strongest(cache: CacheDirectory) async -> RenderIsolation {
        let probe = cache.work + "/probe"
        guard (try? makeDirectory(probe)) != nil, (try? makeDirectory(cache.ground)) != nil else { return .turns }
        let kinds: [RenderIsolation] = [
            .namespaces(asRoot: true, readOnly: true), .namespaces(asRoot: false, readOnly: true),
            .namespaces(asRoot: true, readOnly: false), .namespaces(asRoot: false, readOnly: false),
        ]
        for kind in kinds {
            // Python's locks need shared memory that can be written.
            let test = "touch \"$PWD/probe\" && test -w /dev/shm"
            let command = kind.command(
                "/bin/sh", ["-c", test], work: probe, ground: cache.ground, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
            if (try? await Tool.run(command, timeLimit: .seconds(10))) != nil { return kind }
        }
        return .turns
    }

    /// A command that runs a program with the ground as working directory.
    func command(
        _ program: String, _ arguments: [String], work: String, ground: String, environment: [String: String]
    ) -> Command {
        switch self {
        case .turns:
            return Command(program, arguments, environment: environment, workingDirectory: ground)
        case .namespaces(let asRoot, let readOnly):
            let script =
                "mount --bind \"$0\" \"$1\" && " + (readOnly ? "mount -o remount,bind,ro / && " : "")
                + "cd \"$1\" && shift && exec \"$@\""
            let spaces = (asRoot ? [] : ["--user", "--map-root-user"]) + ["--mount", "--net"]
            return Command(
                "/usr/bin/unshare", spaces + ["/bin/sh", "-c", script, work, ground, program] + arguments, environment: environment)
        }
    }
}
