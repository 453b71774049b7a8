internal import Glibc
internal import PipelineLoading
internal import PipelineModel

/// Files under the cache directory, for their owner only. Each is written under another name and renamed, so that whoever reads
/// finds a whole one.
struct IncludeCache {
    /// nil: nothing is found, and nothing can be kept.
    let directory: String?

    /// Where the repository of a URL is kept.
    func repository(_ url: String) -> String { "\(directory ?? "/nonexistent")/git/\(SHA256.hexadecimal(url.utf8).prefix(24))" }

    /// Where the file of a URL is kept.
    func file(_ url: String) -> String { "\(directory ?? "/nonexistent")/remote/\(SHA256.hexadecimal(url.utf8))" }

    func contents(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 || bytes.count > limit { return nil }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    func write(_ bytes: [UInt8], to path: String) throws(ForeignProblem) {
        try makeDirectory(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)))
        let temporary = "\(path).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("write", temporary) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = Self.failure("write", temporary)
                close(descriptor)
                unlink(temporary)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = Self.failure("write", path)
            unlink(temporary)
            throw failure
        }
    }

    func makeDirectory(_ path: String) throws(ForeignProblem) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw Self.failure("make the directory", made) }
        }
    }

    static func failure(_ operation: String, _ path: String) -> ForeignProblem {
        ForeignProblem("cache-failed", "cannot \(operation) \(path): \(String(cString: strerror(errno)))")
    }
}
