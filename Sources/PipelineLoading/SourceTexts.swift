internal import PipelineModel
internal import YAML

/// The texts of one load, numbered as `Node.source` has it, for the places and the quoted lines of diagnostics.
final class SourceTexts {
    private struct Text {
        var name: String
        var bytes: [UInt8]
        /// Where each line starts; made when a line is first asked for.
        var lineStarts: [Int]?
    }

    /// More than a readable text may have: `Limits.inputBytes`.
    private static let keptBytes = 4 << 20

    private var texts: [Text] = []
    private var numbers: [String: Int] = [:]

    var names: [String] { texts.map(\.name) }

    /// Registers a text under a name of its own; each text is added once.
    func add(_ name: String, _ bytes: [UInt8]) -> Int {
        var name = name
        // Two URLs can look alike once their queries, which may hold credentials, are left out.
        if numbers[name] != nil {
            var number = 2
            while numbers["\(name) (\(number))"] != nil { number += 1 }
            name += " (\(number))"
        }
        // Of a text that is refused for its size, only the beginning is ever quoted.
        texts.append(Text(name: name, bytes: bytes.count > Self.keptBytes ? Array(bytes.prefix(1000)) : bytes))
        numbers[name] = texts.count - 1
        return texts.count - 1
    }

    func location(of node: Node) -> SourceLocation { location(node.source, node.mark) }

    func location(_ source: Int, _ mark: Mark) -> SourceLocation {
        SourceLocation(file: texts.indices.contains(source) ? texts[source].name : "", line: mark.line, column: mark.column)
    }

    /// The line at a place, without its end.
    func line(at location: SourceLocation) -> String? {
        guard let number = numbers[location.file] else { return nil }
        let bytes = texts[number].bytes
        let starts = texts[number].lineStarts ?? Self.lineStarts(of: bytes)
        texts[number].lineStarts = starts
        guard starts.indices.contains(location.line - 1) else { return nil }
        let start = starts[location.line - 1]
        var end = location.line < starts.count ? starts[location.line] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        // A minified file can be one line of a megabyte.
        return String(decoding: bytes[start..<min(end, start + 1000)], as: UTF8.self)
    }

    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
        return starts
    }
}
