package import YAML

/// What a configuration may cost.
package struct LoadLimits: Hashable, Sendable {
    package var yaml: Limits
    /// Included files, nested ones and repetitions counted. GitLab's default.
    package var includes: Int
    /// Needs of one job. GitLab's plan limit.
    package var needs: Int
    /// Values of the whole configuration when `!reference` and `extends` are written out.
    package var expandedNodes: Int

    package init(yaml: Limits = Limits(), includes: Int = 150, needs: Int = 50, expandedNodes: Int = 4 << 20) {
        self.yaml = yaml
        self.includes = includes
        self.needs = needs
        self.expandedNodes = expandedNodes
    }
}
