/// What a text may cost. GitLab's own limits are of the same order: 2 MB and 100 levels.
/// Reference: https://docs.gitlab.com/administration/instance_limits/#maximum-size-and-depth-of-cicd-configuration-yaml-files
package struct Limits: Hashable, Sendable {
    /// Bytes of the text.
    package var inputBytes: Int
    /// Nodes when all aliases are written out. Reached arithmetically: nothing is expanded.
    package var expandedNodes: Int
    /// Levels of nesting, through aliases too.
    package var depth: Int

    package init(inputBytes: Int = 2 << 20, expandedNodes: Int = 1 << 20, depth: Int = 100) {
        self.inputBytes = inputBytes
        self.expandedNodes = expandedNodes
        self.depth = depth
    }
}
