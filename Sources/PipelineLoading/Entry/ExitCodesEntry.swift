internal import YAML

/// `exit_codes` of `allow_failure` and `retry`: a number or a list of numbers.
enum ExitCodesEntry {
    static func read(_ node: Node, _ label: String, in scope: Scope, areUnique: Bool = false) -> [Int32]? {
        var codes: [Int32] = []
        for item in node.sequence ?? [node] {
            guard let code = item.int.flatMap(Int32.init(exactly:)) else {
                scope.error(label, "should be an array of integers or an integer", at: item)
                return nil
            }
            if areUnique, codes.contains(code) {
                scope.error(label, "should not have duplicate values: \(code)", at: item)
            } else {
                codes.append(code)
            }
        }
        return codes
    }
}
