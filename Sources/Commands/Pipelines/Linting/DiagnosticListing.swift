internal import PipelineModel

/// A diagnostic as `slipway lint --format json` prints it: all of `Diagnostic`, and where the faulty text ends.
struct DiagnosticListing: Encodable {
    struct Place: Encodable {
        var line: Int
        /// Behind the last character.
        var column: Int
    }

    var severity: Diagnostic.Severity
    var code: String
    var message: String
    var location: SourceLocation?
    var end: Place?
    var sourceLine: String?
    var help: String?

    init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity
        code = diagnostic.code
        message = diagnostic.message
        location = diagnostic.location
        sourceLine = diagnostic.sourceLine
        help = diagnostic.help
        if let location = diagnostic.location, let column = diagnostic.endColumn {
            end = Place(line: location.line, column: column)
        }
    }
}

extension Diagnostic {
    /// The column behind the key or value at `location`, read from the source line; nil when the line is not known. What goes on
    /// over several lines ends with the first.
    var endColumn: Int? {
        guard let location, let sourceLine else { return nil }
        let line = Array(sourceLine.unicodeScalars)
        let start = location.column - 1
        guard line.indices.contains(start) else { return nil }
        var end = line.count
        switch line[start] {
        case "\"", "'": end = Self.endOfQuoted(line, start) ?? end
        case "[", "{": end = Self.endOfCollection(line, start) ?? end
        default:
            let isInFlow = Self.isInFlow(line, start)
            for index in (start + 1)..<max(start + 1, line.count) {
                let isColon = line[index] == ":" && (index + 1 >= line.count || line[index + 1] == " ")
                let isComment = line[index] == "#" && line[index - 1] == " "
                guard isColon || isComment || isInFlow && ",]}".unicodeScalars.contains(line[index]) else { continue }
                end = index
                break
            }
        }
        while end > start + 1, line[end - 1].properties.isWhitespace { end -= 1 }
        return end + 1
    }

    private static func endOfQuoted(_ line: [Unicode.Scalar], _ start: Int) -> Int? {
        var index = start + 1
        while index < line.count {
            if line[index] == "\\", line[start] == "\"" {
                index += 2
                continue
            }
            if line[index] == line[start] {
                guard line[start] == "'", index + 1 < line.count, line[index + 1] == "'" else { return index + 1 }
                index += 1
            }
            index += 1
        }
        return nil
    }

    private static func endOfCollection(_ line: [Unicode.Scalar], _ start: Int) -> Int? {
        var depth = 0
        for index in start..<line.count {
            if line[index] == "[" || line[index] == "{" { depth += 1 }
            if line[index] == "]" || line[index] == "}" { depth -= 1 }
            if depth == 0 { return index + 1 }
        }
        return nil
    }

    /// True behind a bracket that is not closed on the line.
    private static func isInFlow(_ line: [Unicode.Scalar], _ start: Int) -> Bool {
        var depth = 0
        for scalar in line[..<start] {
            if scalar == "[" || scalar == "{" { depth += 1 }
            if scalar == "]" || scalar == "}" { depth -= 1 }
        }
        return depth > 0
    }
}
