/// Takes a job's trace apart as GitLab shows it: lines with styles, sections, a carriage return that restarts its line. Control
/// sequences other than SGR are dropped, control characters too. Bytes come in pieces of any size.
/// Reference: https://docs.gitlab.com/ci/jobs/job_logs/
struct TraceParser {
    /// One run of text with one look.
    struct Run: Hashable, Sendable {
        var style: TextStyle
        var bytes: [UInt8]
    }

    enum Event: Sendable {
        /// A line of text, without its end. `number` counts from 1 over the lines that are shown.
        case line(number: Int, runs: [Run], cutBytes: Int)
        /// A section begins; its header is a line of its own.
        case sectionStart(number: Int, name: String, header: [Run], time: Int, isCollapsed: Bool)
        case sectionEnd(name: String, time: Int)
    }

    /// Bytes of a line that are kept.
    static let lineLimit = 16 << 10

    private(set) var lineCount = 0
    private var pending: [UInt8] = []
    private var pendingCut = 0
    private var style = TextStyle()
    private var runs: [Run] = []
    private var runBytes = 0
    private var header: (name: String, time: Int, isCollapsed: Bool)?
    private var sawMarker = false

    mutating func parse(_ bytes: [UInt8], _ handle: (Event) -> Void) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if pending.isEmpty {
                line(bytes[start..<end], handle)
            } else {
                keep(bytes[start..<end])
                let whole = pending
                pending = []
                line(whole[...], handle)
            }
            start = end + 1
        }
        keep(bytes[start...])
    }

    mutating func finish(_ handle: (Event) -> Void) {
        guard !pending.isEmpty || pendingCut > 0 else { return }
        let whole = pending
        pending = []
        line(whole[...], handle)
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        // A line that redraws itself with carriage returns may be far longer than what is left of it.
        let limit = 4 << 20
        let room = max(limit - pending.count, 0)
        pending.append(contentsOf: bytes.prefix(room))
        pendingCut += max(bytes.count - room, 0)
    }

    private mutating func line(_ raw: ArraySlice<UInt8>, _ handle: (Event) -> Void) {
        var bytes = raw
        while bytes.last == 0x0D { bytes.removeLast() }
        sawMarker = false
        var index = bytes.startIndex
        var plain = index
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "s") || !isMarker(bytes[index...]) {
                index += 1
                continue
            }
            if byte == 0x09 {
                index += 1
                continue
            }
            append(bytes[plain..<index])
            switch byte {
            case 0x1B: index = escape(bytes, index)
            case 0x0D:
                runs = []
                runBytes = 0
                index += 1
            case UInt8(ascii: "s"): index = marker(bytes, index, handle)
            default: index += 1
            }
            plain = index
        }
        append(bytes[plain...])
        flush(isLineEnd: true, handle)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        runBytes += bytes.count
        if runs.last?.style == style {
            runs[runs.count - 1].bytes.append(contentsOf: bytes)
        } else {
            runs.append(Run(style: style, bytes: Array(bytes)))
        }
    }

    private mutating func flush(isLineEnd: Bool, _ handle: (Event) -> Void) {
        defer {
            runs = []
            runBytes = 0
            if isLineEnd { pendingCut = 0 }
        }
        if let header {
            self.header = nil
            lineCount += 1
            handle(
                .sectionStart(
                    number: lineCount, name: header.name, header: runs, time: header.time, isCollapsed: header.isCollapsed))
            return
        }
        // A line that held only markers is not a line of the log; neither is what stands before a marker when it is nothing.
        if runs.isEmpty, sawMarker || !isLineEnd { return }
        lineCount += 1
        let cut = Self.cut(&runs, total: runBytes)
        handle(.line(number: lineCount, runs: runs, cutBytes: cut + (isLineEnd ? pendingCut : 0)))
    }

    /// Cuts a line to its limit and returns how many bytes were dropped.
    private static func cut(_ runs: inout [Run], total: Int) -> Int {
        guard total > lineLimit else { return 0 }
        var room = lineLimit
        for index in runs.indices {
            let kept = min(room, runs[index].bytes.count)
            runs[index].bytes.removeLast(runs[index].bytes.count - kept)
            room -= kept
        }
        runs.removeAll { $0.bytes.isEmpty }
        return total - lineLimit
    }

    /// Skips the control sequence at `start`, applying it when it is SGR, and returns where the text goes on.
    private mutating func escape(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int {
        var index = start + 1
        guard index < bytes.endIndex else { return index }
        switch bytes[index] {
        case UInt8(ascii: "["):
            index += 1
            let parameters = index
            while index < bytes.endIndex, (0x30...0x3F).contains(bytes[index]) { index += 1 }
            let parametersEnd = index
            while index < bytes.endIndex, (0x20...0x2F).contains(bytes[index]) { index += 1 }
            guard index < bytes.endIndex, (0x40...0x7E).contains(bytes[index]) else { return index }
            let isPlain = parametersEnd == index && !bytes[parameters..<parametersEnd].contains { $0 > 0x3B }
            if bytes[index] == UInt8(ascii: "m"), isPlain { style.apply(bytes[parameters..<parametersEnd]) }
            return index + 1
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            // A string up to BEL or ST; one that does not end on its line hides nothing but its introducer.
            let first = index + 1
            index = first
            while index < bytes.endIndex {
                if bytes[index] == 0x07 { return index + 1 }
                if bytes[index] == 0x1B, index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "\\") { return index + 2 }
                index += 1
            }
            return first
        default:
            while index < bytes.endIndex, (0x20...0x2F).contains(bytes[index]) { index += 1 }
            return index < bytes.endIndex && (0x30...0x7E).contains(bytes[index]) ? index + 1 : index
        }
    }
}

// MARK: Sections

extension TraceParser {
    /// `section_start:UNIX:NAME[OPTIONS]\r ESC[0K`, or the same with `section_end`.
    private struct Marker {
        var isStart: Bool
        var time: Int
        var name: String
        var isCollapsed: Bool
        var end: Int

        init?(_ bytes: ArraySlice<UInt8>) {
            let isStart = bytes.starts(with: "section_start:".utf8)
            guard isStart || bytes.starts(with: "section_end:".utf8) else { return nil }
            self.isStart = isStart
            var index = bytes.startIndex + (isStart ? 14 : 12)
            var time = 0
            let digits = index
            while index < bytes.endIndex, (0x30...0x39).contains(bytes[index]), index - digits < 12 {
                time = time * 10 + Int(bytes[index] - 0x30)
                index += 1
            }
            guard index > digits, index < bytes.endIndex, bytes[index] == UInt8(ascii: ":") else { return nil }
            self.time = time
            index += 1
            let nameStart = index
            while index < bytes.endIndex, Self.isNameByte(bytes[index]) { index += 1 }
            guard index > nameStart else { return nil }
            name = String(decoding: bytes[nameStart..<index], as: UTF8.self)
            var options: ArraySlice<UInt8> = []
            if index < bytes.endIndex, bytes[index] == UInt8(ascii: "["),
                let close = bytes[index...].firstIndex(of: UInt8(ascii: "]"))
            {
                options = bytes[(index + 1)..<close]
                index = close + 1
            }
            isCollapsed = options.split(separator: UInt8(ascii: ",")).contains { $0.elementsEqual("collapsed=true".utf8) }
            guard bytes[index...].starts(with: "\r\u{1B}[0K".utf8) else {
                // The end of a trace may lack the sequence, since a line's trailing carriage returns are gone.
                guard !isStart, index == bytes.endIndex else { return nil }
                end = index
                return
            }
            end = index + 5
        }

        private static func isNameByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    private func isMarker(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count > 12, bytes[bytes.startIndex + 7] == UInt8(ascii: "_") else { return false }
        return Marker(bytes) != nil
    }

    private mutating func marker(_ bytes: ArraySlice<UInt8>, _ start: Int, _ handle: (Event) -> Void) -> Int {
        guard let marker = Marker(bytes[start...]) else { return start + 1 }
        flush(isLineEnd: false, handle)
        sawMarker = true
        if marker.isStart {
            header = (marker.name, marker.time, marker.isCollapsed)
        } else {
            handle(.sectionEnd(name: marker.name, time: marker.time))
        }
        return marker.end
    }
}
