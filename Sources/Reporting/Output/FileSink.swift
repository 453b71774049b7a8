internal import Glibc

/// Writes a file beside its final name and moves it there when it is whole, so that a reader never sees half a report.
struct FileSink: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var isFinished = false

    /// Creates the temporary file.
    init(path: String) throws(ReportError) {
        self.path = path
        temporary = path + ".part-" + String(getpid())
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .system("write \(path)") }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    mutating func write(_ bytes: [UInt8]) throws(ReportError) {
        var failed = false
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let written = Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                if written < 0, errno == EINTR { continue }
                if written <= 0 {
                    failed = true
                    return
                }
                offset += written
            }
        }
        if failed { throw .system("write \(path)") }
    }

    mutating func finish() throws(ReportError) {
        guard rename(temporary, path) == 0 else { throw .system("write \(path)") }
        isFinished = true
    }
}
