/// One document of a YAML stream.
package struct Document: Sendable {
    /// A key that stands twice in one mapping; the last one counts.
    package struct DuplicateKey: Sendable {
        package var key: String
        package var first: Mark
        package var second: Mark
    }

    /// A null scalar for an empty document.
    package var root: Node
    package var duplicateKeys: [DuplicateKey]

    /// Reads all documents of a text. An empty text, or one with only comments, holds none.
    /// - Parameter source: kept in every node, to tell the nodes of several texts apart.
    package static func parse(
        _ bytes: [UInt8], limits: Limits = Limits(), source: Int = 0
    ) throws(YAMLError) -> [Document] {
        try TextInspection.check(bytes, limits: limits)
        do {
            var composer = Composer(limits: limits, source: source)
            return try composer.documents(of: bytes)
        } catch {
            throw TextInspection.explain(error, in: bytes)
        }
    }

    /// As `parse(_:limits:source:)`, for text that is already a string.
    package static func parse(_ text: String, limits: Limits = Limits(), source: Int = 0) throws(YAMLError) -> [Document] {
        try parse(Array(text.utf8), limits: limits, source: source)
    }
}
