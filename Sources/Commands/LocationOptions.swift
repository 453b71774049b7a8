internal import ArgumentParser
internal import Glibc

/// Where to work, and how to show it.
struct LocationOptions: ParsableArguments {
    @Option(name: [.customShort("C"), .long], help: ArgumentHelp("Work in this directory.", valueName: "dir"))
    var directory: String?

    @Option(help: ArgumentHelp("Colour the output: auto, always, never. NO_COLOR is honoured.", valueName: "when"))
    var color: ColorChoice = .auto

    /// Changes to `directory` when one was given.
    func enter() throws {
        guard let directory else { return }
        guard chdir(directory) == 0 else {
            throw CommandFailure(.usage, "cannot change to directory \"\(directory)\": \(Console.errorText(errno))")
        }
    }
}

/// `--color`.
enum ColorChoice: String, ExpressibleByArgument, Sendable {
    case auto, always, never
}
