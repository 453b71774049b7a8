internal import Glibc
internal import Processes

/// Shows long text page by page when a person is at the terminal, as git does.
enum Pager {
    /// The shell command that pages: `$SLIPWAY_PAGER`, else `$PAGER`, else `less` where it is installed. Nil when there is none, or when
    /// it is empty or `cat`.
    static func command(_ variables: [String: String]) -> String? {
        if let chosen = variables["SLIPWAY_PAGER"] ?? variables["PAGER"] {
            let name = chosen.split(separator: " ").joined(separator: " ")
            return name.isEmpty || name == "cat" ? nil : chosen
        }
        return ExecutableSearch.find("less", path: variables["PATH"]).map { _ in "less -FRX" }
    }

    /// Writes to the pager, or to standard output when that is no terminal, or when there is no pager or it cannot be started.
    static func show(_ text: String, _ variables: [String: String] = ExecutableSearch.environment) {
        guard isatty(STDOUT_FILENO) == 1, variables["TERM"] != "dumb", let command = command(variables),
            present(text, with: command, setsLess: variables["LESS"] == nil)
        else { return Console.write(text) }
    }

    /// - Returns: false when the shell could not start the program: nothing has been shown.
    private static func present(_ text: String, with command: String, setsLess: Bool) -> Bool {
        // A pager of the user's choice is often plain `less`: colours are to be shown, short text is to stay on the screen.
        if setsLess { setenv("LESS", "FRX", 1) }
        // Ctrl-C belongs to the pager, and a reader that leaves early is no error. Handlers, unlike SIG_IGN, do not pass to children.
        let numbers = [SIGINT, SIGQUIT, SIGPIPE]
        let before = numbers.map { signal($0) { _ in } }
        defer { for (number, handler) in zip(numbers, before) { signal(number, handler) } }
        guard let pipe = popen(command, "we") else { return false }
        Console.write(text, to: fileno(pipe))
        let status = pclose(pipe)
        let code = status >> 8 & 0xFF
        return status & 0x7F != 0 || (code != 126 && code != 127)
    }
}
