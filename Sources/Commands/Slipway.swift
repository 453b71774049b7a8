package import ArgumentParser
internal import Glibc
internal import PipelineLoading

/// The `slipway` command: parses the command line, runs the subcommand, and turns whatever happens into an exit status.
package struct Slipway: AsyncParsableCommand {
    package static let version = "0.1.0"

    package static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "GitLab pipelines for Kayobe clouds, run anywhere, and what a change will do to the cloud.",
        discussion: """
            Start with:
              slipway lint                      is the pipeline configuration right?
              slipway list                      which jobs would run?
              slipway run                       run them here
              slipway kolla diff --base main    what does this branch change on the hosts?

            `slipway -C DIR …` works in DIR.

            Exit status: 0 good, 1 the pipeline or the check failed, 2 wrong usage, \
            3 invalid configuration, 4 the system failed (no disk, no server, a tool is \
            missing).
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(name: "Pipelines", subcommands: [Run.self, Lint.self, List.self, Graph.self, Runs.self]),
            CommandGroup(name: "Kayobe clouds", subcommands: [Kayobe.self, Kolla.self]),
            CommandGroup(name: "Reports and this machine", subcommands: [Report.self, Doctor.self]),
        ])

    package init() {}

    /// Runs the command line and never returns.
    /// - Parameter arguments: without the program's name.
    package static func exit(running arguments: [String]) async -> Never {
        // The answer most often asked by scripts, before anything else is set up.
        if arguments == ["--version"] {
            print(version)
            Glibc.exit(ExitStatus.success.rawValue)
        }
        // A standard stream that is closed would be the next file that is opened, and what is printed would be written into it.
        for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
        // A reader that went away, or a file that reached the limit of its size, is an error of one write, not our death.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let status = await status(running: arguments)
        Glibc.exit(status.rawValue)
    }

    static func status(running arguments: [String]) async -> ExitStatus {
        do {
            var command = try parseAsRoot(try enteringDirectories(arguments))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch let failure as CommandFailure {
            if !failure.diagnostics.isEmpty {
                Console.note(DiagnosticFormatter(usesColor: Console.wantsColor(2)).text(failure.diagnostics))
            }
            if !failure.message.isEmpty { Console.error(failure.message) }
            return failure.status
        } catch {
            return report(parserError: error)
        }
    }

    /// Honours leading `-C DIR` as git does: each one is relative to the one before.
    private static func enteringDirectories(_ arguments: [String]) throws -> [String] {
        var rest = arguments[...]
        while rest.first == "-C", let directory = rest.dropFirst().first {
            guard chdir(directory) == 0 else {
                throw CommandFailure(.usage, "cannot change to directory \"\(directory)\": \(Console.errorText(errno))")
            }
            rest = rest.dropFirst(2)
        }
        return Array(rest)
    }

    /// Help and version requests are answers on stdout; everything else that the parser throws is wrong usage.
    private static func report(parserError error: any Error) -> ExitStatus {
        let text = fullMessage(for: error)
        if exitCode(for: error) == .success {
            print(text)
            return .success
        }
        Console.note(text)
        return .usage
    }
}
