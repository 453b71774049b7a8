internal import Glibc

/// Which process runs (or ran) a run. A process id alone is reused after a while; with the process's start time and the boot
/// it is unique on a machine.
package struct EngineIdentity: Sendable, Codable, Equatable {
    package var processID: Int32
    /// Clock ticks from boot to the start of the process, field 22 of `/proc/<pid>/stat`.
    package var startTicks: UInt64
    package var bootID: String

    /// This process.
    package static var current: EngineIdentity {
        let processID = getpid()
        return EngineIdentity(processID: processID, startTicks: startTicks(of: processID) ?? 0, bootID: currentBootID)
    }

    /// True while that very process lives on this machine.
    package var isAlive: Bool {
        bootID == Self.currentBootID && Self.startTicks(of: processID) == startTicks
    }

    private static var currentBootID: String {
        let bytes = (try? System.readAll("/proc/sys/kernel/random/boot_id")) ?? []
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private static func startTicks(of processID: Int32) -> UInt64? {
        guard let bytes = try? System.readAll("/proc/\(processID)/stat") else { return nil }
        // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // A zombie has ended: nobody writes to its journal any more.
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return UInt64(fields[19])
    }
}
