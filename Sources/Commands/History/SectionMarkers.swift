/// Takes GitLab's section markers (`section_start:TIME:NAME[OPTIONS]`, carriage return, `ESC [0K`) out of a log that comes in pieces.
/// Reference: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
struct SectionMarkers {
    private static let starts = [Array("section_start:".utf8), Array("section_end:".utf8)]
    private static let eraser = Array("\u{1B}[0K".utf8)
    /// Longer lines than this before a carriage return are no markers.
    private static let longest = 1024

    /// What may still become a marker.
    private var held: [UInt8] = []

    /// The bytes that can be shown now.
    mutating func removed(from bytes: ArraySlice<UInt8>) -> [UInt8] {
        held += bytes
        var output: [UInt8] = []
        output.reserveCapacity(held.count)
        var position = 0
        while position < held.count {
            guard held[position] == UInt8(ascii: "s") else {
                output.append(held[position])
                position += 1
                continue
            }
            switch marker(at: position) {
            case .some(.some(let end)): position = end
            case .some(.none):
                held.removeFirst(position)
                return output
            case .none:
                output.append(held[position])
                position += 1
            }
        }
        held = []
        return output
    }

    /// What was held back and turned out to be no marker.
    mutating func rest() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// nil: no marker starts here. An inner nil: too early to tell. Else the position after the marker.
    private func marker(at position: Int) -> Int?? {
        let rest = held[position...]
        var isMarker = false
        for start in Self.starts {
            if rest.count < start.count {
                if start.starts(with: rest) { return .some(nil) }
            } else if rest.starts(with: start) {
                isMarker = true
            }
        }
        guard isMarker else { return nil }
        for index in rest.indices.prefix(Self.longest) {
            if held[index] == UInt8(ascii: "\n") { return nil }
            guard held[index] == UInt8(ascii: "\r") else { continue }
            // GitLab Runner erases the line once or twice.
            var end = index
            while true {
                let next = held[end...].dropFirst()
                if next.count < Self.eraser.count {
                    if Self.eraser.starts(with: next) { return .some(nil) }
                    break
                }
                guard next.starts(with: Self.eraser) else { break }
                end = next.startIndex + Self.eraser.count
                if end >= held.count { return .some(nil) }
                if held[end] != UInt8(ascii: "\r") { break }
            }
            return .some(end == index ? index + 1 : end)
        }
        return rest.count < Self.longest ? .some(nil) : nil
    }
}
