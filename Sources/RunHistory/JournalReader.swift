internal import FoundationEssentials
internal import Glibc

/// Reads a journal from the start, and again what was added since. Never blocks the engine that writes it.
///
/// A last line without its line end is left for the next read: it is still being written, or was torn by a crash. A whole line
/// that is not understood (a newer version's event) is passed over.
package struct JournalReader: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var unfinished: [UInt8] = []
    private let decoder = JSONDecoder()

    package init(path: String) throws(HistoryError) {
        self.path = path
        descriptor = try System.open(path, O_RDONLY)
    }

    deinit { close(descriptor) }

    /// The events added since the last call; empty when there are none.
    package mutating func next() throws(HistoryError) -> [RunEvent] {
        let bytes = unfinished + (try System.readToEnd(descriptor, path))
        var events: [RunEvent] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if let event = try? decoder.decode(RunEvent.self, from: Data(bytes[start..<end])) { events.append(event) }
            start = end + 1
        }
        unfinished = Array(bytes[start...])
        return events
    }
}
