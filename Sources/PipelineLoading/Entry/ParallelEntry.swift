internal import PipelineModel
internal import YAML

/// `parallel` and `parallel:matrix`. Reference: https://docs.gitlab.com/ci/yaml/#parallel
enum ParallelEntry {
    static let limit = 200

    static func read(_ node: Node, in scope: Scope) -> Parallel? {
        if let count = node.int {
            guard count >= 1 else {
                scope.error(":parallel config", "must be greater than or equal to 1", at: node)
                return nil
            }
            guard count <= limit else {
                scope.error(":parallel config", "must be less than or equal to \(limit)", at: node)
                return nil
            }
            return .count(count)
        }
        guard node.mapping != nil else {
            scope.error(":parallel", "should be an integer or a hash", at: node)
            return nil
        }
        guard let mapping = scope.mapping(node, ":parallel", keys: ["matrix"]),
            let matrix = scope.require("matrix", in: mapping, ":parallel", at: node),
            let rows = MatrixEntry.read(matrix, ":parallel:matrix", in: scope)
        else { return nil }
        return .matrix(rows)
    }
}

/// The rows of a `matrix`: variables, each with one value or a list.
enum MatrixEntry {
    static func read(_ node: Node, _ label: String, in scope: Scope) -> [MatrixRow]? {
        guard let items = node.sequence else {
            scope.error(label + " config", "should be an array of hashes", at: node, help: "write a list: - NAME: [a, b]")
            return nil
        }
        if items.isEmpty {
            scope.error(label + " config", "can't be blank", at: node, code: "blank")
            return nil
        }
        var rows: [MatrixRow] = []
        for item in flattened(items) {
            guard let mapping = item.mapping else {
                scope.error(label + " config", "should be an array of hashes", at: item)
                return nil
            }
            if mapping.isEmpty {
                scope.error(label + ":variables config", "requires at least 1 items", at: item)
                return nil
            }
            var axes: [MatrixRow.Axis] = []
            for entry in mapping.entries {
                guard let values = values(entry.value), !values.isEmpty, let name = entry.key.text else {
                    scope.error(
                        label + ":variables config", "should be a hash of key value pairs, value can be an array", at: entry.value)
                    return nil
                }
                axes.append(MatrixRow.Axis(name, values))
            }
            rows.append(MatrixRow(axes))
        }
        let limit = ParallelEntry.limit
        if rows.combinations(upTo: limit) > limit {
            scope.error(label + " config", "generates too many jobs (maximum is \(limit))", at: node)
            return nil
        }
        return rows
    }

    /// A `!reference` in the list brings a list of its own.
    private static func flattened(_ items: [Node]) -> [Node] {
        items.flatMap { $0.sequence.map(flattened) ?? [$0] }
    }

    private static func values(_ node: Node) -> [String]? {
        guard let items = node.sequence else { return VariablesEntry.text(of: node).map { [$0] } }
        var texts: [String] = []
        for item in flattened(items) {
            guard let text = VariablesEntry.text(of: item) else { return nil }
            texts.append(text)
        }
        return texts
    }
}
