internal import YAML

/// `script`, `before_script`, `after_script`. Reference: https://docs.gitlab.com/ci/yaml/#script
enum ScriptEntry {
    static func read(_ node: Node, _ keyword: String, in scope: Scope, isRequired: Bool = false) -> [String]? {
        if let known = scope.cache.scripts[ObjectIdentifier(node)] { return known }
        var lines = scope.nestedStrings(node, ":\(keyword) config")
        if isRequired, !scope.isUnresolved, let read = lines, read.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
            scope.error(":\(keyword) config", "can't be blank", at: node, code: "blank")
            lines = nil
        }
        scope.cache.scripts.updateValue(lines, forKey: ObjectIdentifier(node))
        return lines
    }
}
