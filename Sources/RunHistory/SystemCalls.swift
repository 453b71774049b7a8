internal import Glibc

/// The few system calls the history needs, with errors as `HistoryError`.
enum System {
    static func error(_ operation: String) -> HistoryError {
        let number = errno
        return HistoryError(.system(number: number), operation, String(cString: strerror(number)))
    }

    /// Opens with close-on-exec.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(HistoryError) -> Int32 {
        let descriptor = retrying { Glibc.open(path, flags | O_CLOEXEC, mode) }
        if descriptor < 0 { throw error("open \(path)") }
        return descriptor
    }

    /// Makes a directory; false when something of this name exists.
    @discardableResult
    static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws(HistoryError) -> Bool {
        if mkdir(path, mode) == 0 { return true }
        if errno == EEXIST { return false }
        throw error("create \(path)")
    }

    static func readAll(_ path: String) throws(HistoryError) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        return try readToEnd(descriptor, path, expected: size)
    }

    static func readToEnd(_ descriptor: Int32, _ path: String, expected: Int = 0) throws(HistoryError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let room = max(expected - bytes.count + 1, 65_536)
            guard
                let chunk = [UInt8](
                    capacity: room,
                    filledBy: { buffer in
                        retrying { Glibc.read(descriptor, buffer.baseAddress, room) }
                    })
            else { throw error("read \(path)") }
            if chunk.isEmpty { return bytes }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        }
    }

    /// Writes to a temporary name and renames, so that a reader sees the old file or the new one.
    static func replaceFile(_ path: String, with bytes: [UInt8]) throws(HistoryError) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = try open(temporary, O_WRONLY | O_CREAT | O_TRUNC)
        let written = writeAll(descriptor, bytes)
        let failure = written ? nil : error("write \(path)")
        close(descriptor)
        if let failure {
            unlink(temporary)
            throw failure
        }
        guard rename(temporary, path) == 0 else {
            let failure = error("rename \(temporary)")
            unlink(temporary)
            throw failure
        }
    }

    /// False, with `errno` set, when not everything could be written.
    static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = retrying { Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done) }
                if count < 0 { return false }
                done += count
            }
            return true
        }
    }

    /// Seconds since 1970.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func retrying<Result: BinaryInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }
}

extension [UInt8] {
    /// An array filled by a call that returns the number of bytes, or -1: then nil.
    fileprivate init?(capacity: Int, filledBy fill: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        var failed = false
        self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
            let result = fill(buffer)
            failed = result < 0
            count = Swift.max(result, 0)
        }
        if failed { return nil }
    }
}
