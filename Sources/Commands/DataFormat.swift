internal import ArgumentParser
internal import FoundationEssentials

/// `--format` of commands that print data.
enum DataFormat: String, ExpressibleByArgument, Sendable, CaseIterable {
    case text, json
}

/// JSON as all commands print it: sorted keys, readable, paths unescaped.
enum JSONOutput {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
