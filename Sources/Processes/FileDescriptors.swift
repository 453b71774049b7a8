internal import CLinux
internal import Glibc

/// A file descriptor that is closed when its last owner goes. All are close-on-exec.
final class OwnedDescriptor {
    private(set) var number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close() }

    func close() {
        if number >= 0 { Glibc.close(number) }
        number = -1
    }

    /// Leaves closing it to the caller.
    func release() -> Int32 {
        defer { number = -1 }
        return number
    }

    /// Up to `buffer.count` bytes; 0 at the end of the file; nil when there is nothing to read now, or an error.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }
}

struct Pipe {
    let reading: OwnedDescriptor
    let writing: OwnedDescriptor

    /// A pipe whose reading end does not block.
    static func open() throws(ProcessError) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .system(errno, operation: "create a pipe") }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return Pipe(reading: OwnedDescriptor(ends[0]), writing: OwnedDescriptor(ends[1]))
    }
}

/// A descriptor from which a program reads `input` to its end. Bytes go through memory, not a pipe, so that nobody has to feed it.
func inputDescriptor(_ input: Command.Input) throws(ProcessError) -> OwnedDescriptor {
    switch input {
    case .null:
        let number = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw .system(errno, operation: "open /dev/null") }
        return OwnedDescriptor(number)
    case .bytes(let bytes):
        let number = linux_memory_file()
        guard number >= 0 else { throw .system(errno, operation: "create an input file in memory") }
        let file = OwnedDescriptor(number)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(number, $0.baseAddress?.advanced(by: written), $0.count - written, off_t(written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system(errno, operation: "write the input") }
            written += count
        }
        return file
    }
}
