/// A job's commands as one script, with what GitLab Runner's shell executor puts around them.
/// Reference: https://docs.gitlab.com/runner/shells/#shbash-shells
package struct ShellScript: Sendable {
    package enum Shell: String, Sendable {
        case bash, sh
    }

    package var shell: Shell
    package var commands: [String]
    /// `CI_DEBUG_TRACE`.
    package var isTraced = false

    package init(shell: Shell, commands: [String], isTraced: Bool = false) {
        self.shell = shell
        self.commands = commands
        self.isTraced = isTraced
    }

    package var text: String {
        var lines: [String] = []
        if isTraced { lines.append("set -o xtrace") }
        // errexit and pipefail; a shell without pipefail does without.
        lines.append(shell == .bash ? "set -eo pipefail" : "(set -o pipefail) 2>/dev/null && set -o pipefail\nset -e")
        lines.append("set +o noclobber")
        for command in commands {
            let trimmed = Self.trimmed(command)
            if trimmed.isEmpty { continue }
            lines.append("\(shell == .bash ? "echo" : "printf '%s\\n'") \(Self.quoted(Self.echo(of: trimmed)))")
            lines.append(trimmed)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The line that announces a command; of several lines only the first is shown.
    static func echo(of command: String) -> String {
        let lines = command.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let shown = lines.count > 1 ? "\(lines[0]) # collapsed multi-line command" : command
        return "\u{1b}[32;1m$ \(shown)\u{1b}[0;m"
    }

    /// In single quotes, so that the shell takes it literally.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || (0x09...0x0d).contains(scalar.value) }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
