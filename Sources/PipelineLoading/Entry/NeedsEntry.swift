internal import PipelineModel
internal import YAML

/// `needs`, of jobs and of rules. Reference: https://docs.gitlab.com/ci/yaml/#needs
enum NeedsEntry {
    /// Needs in other pipelines and other projects.
    private static let elsewhereLimit = 5
    private static let nameLimit = 255

    /// - Parameter allowsOtherPipelines: false in rules, where only jobs of the same pipeline can be needed.
    static func read(_ node: Node, _ label: String = ":needs", in scope: Scope, allowsOtherPipelines: Bool = true) -> [Need]? {
        var items: [Node] = []
        func flatten(_ node: Node) {
            if let nested = node.sequence { nested.forEach(flatten) } else { items.append(node) }
        }
        guard node.sequence != nil || node.mapping != nil else {
            let help = node.string.map { "write a list: [\($0)]" }
            scope.error(label + " config", "can only be a Hash or an Array", at: node, help: help)
            return nil
        }
        flatten(node)
        if let mapping = node.mapping, mapping.isEmpty {
            scope.error(label + " config", "can not be an empty Hash", at: node, code: "blank", help: "write [] to need nothing")
            return nil
        }
        let elsewhere = items.filter { $0["job"] != nil && ($0["pipeline"] != nil || $0["project"] != nil) }
        if elsewhere.count > elsewhereLimit {
            scope.error(
                label + " config", "must be less than or equal to \(elsewhereLimit)", at: elsewhere[elsewhereLimit],
                help: "a job can need \(elsewhereLimit) jobs of other pipelines and projects")
        }
        return items.compactMap { item in
            if let name = item.string {
                if name.isEmpty {
                    scope.error(label + ":need config", "can't be blank", at: item, code: "blank")
                    return nil
                }
                checkLength(name, item, in: scope)
                return Need(job: name, location: scope.location(item))
            }
            guard let mapping = item.mapping else {
                scope.error(label + ":need", "has an unsupported type", at: item)
                return nil
            }
            return need(mapping, item, label + ":need", in: scope, allowsOtherPipelines)
        }
    }

    private static func checkLength(_ name: String, _ node: Node, in scope: Scope) {
        guard name.unicodeScalars.count > nameLimit else { return }
        scope.error(
            "", "need `\(name.prefix(40))…` name is too long (maximum is \(nameLimit) characters)", at: node, code: "name-too-long")
    }

    private static func need(
        _ mapping: Mapping, _ node: Node, _ label: String, in scope: Scope, _ allowsOtherPipelines: Bool
    ) -> Need? {
        let isElsewhere = mapping.contains("pipeline") || mapping.contains("project")
        if isElsewhere, !allowsOtherPipelines {
            let type = mapping.contains("job") ? "cross_dependency" : "bridge"
            let place = (mapping.entry("pipeline") ?? mapping.entry("project"))?.key ?? node
            scope.error(String(label.dropLast(":need".count)) + " config", "uses invalid types: \(type)", at: place)
            return nil
        }
        // Jobs of a parent pipeline and of other projects can be needed; there are no other pipelines to mirror.
        if !mapping.contains("project"), !mapping.contains("job"), let elsewhere = mapping.entry("pipeline") {
            scope.problems.add(
                .note, "not-run-locally", "`needs:\(elsewhere.key.text ?? "")` has no effect in a local run", at: elsewhere.key)
        }
        var need = Need(job: "", location: scope.location(node))
        if mapping.contains("project") {
            scope.checkKeys(of: mapping, label, allowed: ["project", "ref", "job", "artifacts", "optional", "parallel"])
            guard let project = scope.require("project", in: mapping, label, at: node),
                let ref = scope.require("ref", in: mapping, label, at: node)
            else { return nil }
            need.project = scope.string(project, label + " project")
            need.ref = scope.text(ref, label + " ref")
        } else if let pipeline = mapping["pipeline"] {
            scope.checkKeys(of: mapping, label, allowed: ["pipeline", "job", "artifacts", "optional", "parallel"])
            need.pipeline = scope.string(pipeline, label + " pipeline")
        } else {
            scope.checkKeys(of: mapping, label, allowed: ["job", "artifacts", "optional", "parallel"])
        }
        if need.pipeline == nil || mapping.contains("job") {
            guard let job = scope.require("job", in: mapping, label, at: node), let name = scope.string(job, label + " job") else {
                return nil
            }
            checkLength(name, job, in: scope)
            need.job = name
            need.location = scope.location(job)
        }
        if let artifacts = mapping["artifacts"], !artifacts.isNull {
            need.artifacts = scope.boolean(artifacts, label + " artifacts") ?? true
        }
        if let optional = mapping["optional"], !optional.isNull {
            need.optional = scope.boolean(optional, label + " optional") ?? false
        }
        if let parallel = mapping["parallel"] { need.matrix = matrix(parallel, label + ":parallel", in: scope) }
        return need
    }

    private static func matrix(_ node: Node, _ label: String, in scope: Scope) -> [MatrixRow]? {
        guard node.mapping != nil else {
            let message = node.int == nil ? "should be an integer or a hash" : "cannot use \"parallel: <number>\"."
            scope.error(label + " config", message, at: node, help: "write parallel: {matrix: [{NAME: value}]}")
            return nil
        }
        guard let mapping = scope.mapping(node, label, keys: ["matrix"]),
            let matrix = scope.require("matrix", in: mapping, label, at: node)
        else { return nil }
        return MatrixEntry.read(matrix, label + ":matrix", in: scope)
    }
}
