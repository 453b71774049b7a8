internal import Glibc

/// How wide the reader's terminal is.
enum TerminalSize {
    /// Columns of the terminal behind a descriptor; COLUMNS, or 80, when there is none.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        if let named = getenv("COLUMNS"), let columns = Int(String(cString: named)), columns > 0 { return columns }
        return 80
    }
}
