/// What came of rendering one revision.
package struct RenderedRevision: Hashable, Sendable {
    /// What is kept beside the files.
    package struct Record: Hashable, Sendable, Codable {
        package var kayobe: String
        package var kollaAnsible: String
        /// Host → Kayobe groups.
        package var hosts: [String: Set<String>]
        /// What tasks were not allowed to do, a sentence each.
        package var refusals: [String]
    }

    package var record: Record
    package var tree: RenderedTree
}
