internal import YAML

/// `stages`. Reference: https://docs.gitlab.com/ci/yaml/#stages
enum StagesEntry {
    static let first = ".pre"
    static let last = ".post"

    /// The stages in order, `.pre` and `.post` at their places whatever the list says.
    static func read(_ node: Node?, in scope: Scope) -> [String] {
        var names = ["build", "test", "deploy"]
        if let node, !node.isNull {
            names = scope.nestedStrings(node, ":stages config", allowsString: false) ?? names
        }
        var seen: Set<String> = [first, last]
        return [first] + names.filter { seen.insert($0).inserted } + [last]
    }
}
