internal import Glibc

/// Standard output and standard error: data goes to one, words about it to the other.
enum Console {
    /// True when `descriptor` is a terminal that understands colours and the user has not asked for none.
    static func wantsColor(_ descriptor: Int32, _ choice: ColorChoice = .auto) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto:
            if let noColor = getenv("NO_COLOR"), noColor.pointee != 0 { return false }
            if let term = getenv("TERM"), String(cString: term) == "dumb" { return false }
            return isatty(descriptor) == 1
        }
    }

    /// Writes data to standard output, whole, and gives up quietly when nobody reads it any more.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { write($0, to: STDOUT_FILENO) }
    }

    /// The same, to another descriptor.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write($0, to: descriptor) }
    }

    static func write(bytes: ArraySlice<UInt8>) { bytes.withUnsafeBufferPointer { write($0, to: STDOUT_FILENO) } }

    static func writeLine(_ text: String) { write(text + "\n") }

    /// `slipway: message` on standard error.
    static func error(_ message: String) { note("slipway: " + message) }

    /// A question on standard error; the answer goes on the same line.
    static func prompt(_ text: String) {
        var text = text
        text.withUTF8 { write($0, to: STDERR_FILENO) }
    }

    /// A line on standard error.
    static func note(_ text: String) {
        var text = text + "\n"
        text.withUTF8 { write($0, to: STDERR_FILENO) }
    }

    /// The system's words for an error number.
    static func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) {
        var rest = UnsafeRawBufferPointer(bytes)[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, -1)
                    continue
                }
                return
            }
            rest = rest.dropFirst(written)
        }
    }
}
