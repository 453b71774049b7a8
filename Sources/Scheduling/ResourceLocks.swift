internal import Glibc

/// Lock files that keep the resource groups of several engines apart. The kernel drops a lock when its engine ends, however it
/// ends.
struct ResourceLocks {
    /// nil: there is only this engine.
    let directory: String?
    private var descriptors: [String: Int32] = [:]

    init(directory: String?) { self.directory = directory }

    enum Attempt: Equatable {
        case taken
        case busy
        /// No lock could be made, in words: the run goes on without.
        case failed(String)
    }

    mutating func take(_ group: String) -> Attempt {
        guard let directory, descriptors[group] == nil else { return .taken }
        if mkdir(directory, 0o755) != 0, errno != EEXIST { return failure("create \(directory)") }
        let path = "\(directory)/\(Self.fileName(group))"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return failure("open \(path)") }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let attempt = errno == EWOULDBLOCK ? .busy : failure("lock \(path)")
            close(descriptor)
            return attempt
        }
        descriptors[group] = descriptor
        return .taken
    }

    mutating func drop(_ group: String) {
        if let descriptor = descriptors.removeValue(forKey: group) { close(descriptor) }
    }

    mutating func dropAll() {
        for group in Array(descriptors.keys) { drop(group) }
    }

    private func failure(_ operation: String) -> Attempt { .failed("\(operation): \(String(cString: strerror(errno)))") }

    /// Any group name as a file name: letters, digits, `.`, `-` and `_` as they are, other bytes as `%XX`. A name too long for
    /// a file system ends in a checksum.
    static func fileName(_ group: String) -> String {
        var name = ""
        for byte in group.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                name += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        guard name.utf8.count > 200 else { return name + ".lock" }
        // FNV-1a: the same in every engine, unlike Hasher.
        let checksum = group.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return name.prefix(180) + "-" + String(checksum, radix: 16) + ".lock"
    }
}
