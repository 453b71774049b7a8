internal import Glibc

/// The bytes of a file that is a user's own: settings, variables.
struct UserFile {
    private static let maximumBytes = 4 << 20

    let path: String
    let bytes: [UInt8]
    /// True when group or others may read it.
    let isReadableByOthers: Bool

    /// Reads what the user named, which may be a pipe: `--variable-file <(pass show variables)`.
    static func named(_ path: String) throws -> UserFile {
        guard let file = try read(path, flags: 0) else {
            throw CommandFailure(.usage, "cannot read \"\(path)\": \(Console.errorText(ENOENT))")
        }
        return file
    }

    /// Reads a file at a place where there may be one; nil when there is none. It must be a regular file.
    static func possible(_ path: String) throws -> UserFile? { try read(path, flags: O_NONBLOCK) }

    private static func read(_ path: String, flags: Int32) throws -> UserFile? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw CommandFailure(.usage, "cannot read \"\(path)\": \(Console.errorText(errno))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw CommandFailure(.systemFailed, "cannot read \"\(path)\": \(Console.errorText(errno))")
        }
        if flags & O_NONBLOCK != 0, status.st_mode & S_IFMT != S_IFREG {
            throw CommandFailure(.invalidConfiguration, "\(path) is no regular file")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.systemFailed, "cannot read \"\(path)\": \(Console.errorText(errno))")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else {
                throw CommandFailure(.invalidConfiguration, "\(path) is larger than 4 MiB")
            }
        }
        return UserFile(path: path, bytes: bytes, isReadableByOthers: status.st_mode & (S_IRGRP | S_IROTH) != 0)
    }

    /// Ends the command when others could read the secrets the file holds.
    func requirePrivacy(because contents: String) throws {
        guard isReadableByOthers else { return }
        throw CommandFailure(
            .invalidConfiguration, "\(path) holds \(contents) and can be read by other users; run: chmod 600 \(path)")
    }
}
