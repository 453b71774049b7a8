internal import FoundationEssentials
internal import Glibc
internal import KollaDiff

/// Diffs that `slipway kolla diff --format json` wrote.
enum DiffFile {
    private struct Head: Decodable {
        struct Anything: Decodable {}

        var version: Int?
        var environments: [Anything]?
    }

    /// - Parameter name: as the user knows the file.
    /// - Returns: the diffs of all environments in the file.
    /// - Throws: `CommandFailure`: a diff that cannot be read whole must not look like one in which nothing changes.
    static func read(_ bytes: Data, named name: String) throws -> EnvironmentDiffs {
        let decoder = JSONDecoder()
        let head = try? decoder.decode(Head.self, from: bytes)
        let known = head?.environments == nil ? ConfigurationDiff.currentVersion : EnvironmentDiffs.currentVersion
        if let version = head?.version, version != known {
            throw CommandFailure(
                .invalidConfiguration,
                "\(name) has version \(version) of the format, and this is \(known): write it anew with `slipway kolla diff --format json`"
            )
        }
        let diffs: EnvironmentDiffs
        do {
            diffs =
                head?.environments != nil
                ? try decoder.decode(EnvironmentDiffs.self, from: bytes)
                : EnvironmentDiffs(environments: [try decoder.decode(ConfigurationDiff.self, from: bytes)])
        } catch {
            throw CommandFailure(
                .invalidConfiguration, "\(name) is not a configuration diff that `slipway kolla diff --format json` wrote")
        }
        // What is shown is found through them: a change that none names would be missing.
        for diff in diffs.environments
        where diff.services.flatMap(\.groups).flatMap(\.changes).sorted() != Array(diff.changes.indices) {
            throw CommandFailure(.invalidConfiguration, "\(name) is damaged: its services do not name every change once")
        }
        return diffs
    }

    /// All of standard input.
    static func standardInput() throws -> Data {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.systemFailed, "cannot read standard input: \(Console.errorText(errno))") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
