internal import Glibc

/// Where progress is shown: a file descriptor, and what is known of it.
struct TerminalOutput: Sendable {
    let descriptor: Int32
    /// False for files and pipes, and for a terminal that cannot move its cursor (`TERM=dumb`).
    let isTerminal: Bool
    let usesColour: Bool
    let symbols: StatusSymbols

    /// `environment` is that of the process. `NO_COLOR`: https://no-color.org
    init(descriptor: Int32 = STDERR_FILENO, environment: [String: String]) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        usesColour = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
        // The first of these that is set and not empty decides, as in setlocale(3).
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let charset = locale.lowercased()
        symbols = charset.contains("utf-8") || charset.contains("utf8") ? .unicode : .ascii
    }

    /// Columns and rows; 80 × 24 when the terminal does not say.
    var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes everything, or gives up quietly: progress nobody can see is no failure of the run.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                if count > 0 {
                    done += count
                } else if count < 0, errno == EAGAIN {
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, 1000)
                } else if count < 0, errno != EINTR {
                    return
                }
            }
        }
    }
}
