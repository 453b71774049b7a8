internal import PipelineModel

/// Diagnostics in the format that code scanners and editors exchange.
/// Reference: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
struct SARIFLog: Encodable {
    struct Run: Encodable {
        var tool: Tool
        var columnKind = "unicodeCodePoints"
        var results: [Result]
    }

    struct Tool: Encodable { var driver: Driver }

    struct Driver: Encodable {
        var name = "slipway"
        var version = Slipway.version
        var semanticVersion = Slipway.version
        var rules: [Rule]
    }

    struct Rule: Encodable { var id: String }

    struct Result: Encodable {
        var ruleId: String
        var ruleIndex: Int
        var level: String
        var message: Message
        /// Empty when the problem has no place, such as a missing file.
        var locations: [Location]
    }

    struct Message: Encodable { var text: String }
    struct Location: Encodable { var physicalLocation: PhysicalLocation }

    struct PhysicalLocation: Encodable {
        var artifactLocation: ArtifactLocation
        var region: Region
    }

    struct ArtifactLocation: Encodable {
        var uri: String
        /// The repository's top.
        var uriBaseId = "%SRCROOT%"
    }

    struct Region: Encodable {
        var startLine: Int
        var startColumn: Int
        /// Behind the last character.
        var endColumn: Int?
        var snippet: Message?
    }

    var schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    init(_ diagnostics: [Diagnostic]) {
        let codes = Set(diagnostics.map(\.code)).sorted()
        let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
        let results = diagnostics.map { diagnostic in
            Result(
                ruleId: diagnostic.code, ruleIndex: places[diagnostic.code] ?? -1, level: diagnostic.severity.rawValue,
                message: Message(text: diagnostic.message + (diagnostic.help.map { "; \($0)" } ?? "")),
                locations: diagnostic.location.map { [Self.location($0, diagnostic)] } ?? [])
        }
        runs = [Run(tool: Tool(driver: Driver(rules: codes.map(Rule.init))), results: results)]
    }

    private static func location(_ place: SourceLocation, _ diagnostic: Diagnostic) -> Location {
        Location(
            physicalLocation: PhysicalLocation(
                artifactLocation: ArtifactLocation(uri: reference(place.file)),
                region: Region(
                    startLine: place.line, startColumn: place.column, endColumn: diagnostic.endColumn,
                    snippet: diagnostic.sourceLine.map(Message.init))))
    }

    /// A relative path as a URI reference.
    private static func reference(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "-._~/!$&'()*+,;=@".utf8.contains(byte): text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}
