internal import PipelineModel
package import YAML

/// A configuration with nothing left to look up: includes, `extends`, `!reference` and inputs are resolved already, and `default`
/// (in either form) is put into the jobs that take it. Loading the text gives the same pipeline.
/// Reference: https://docs.gitlab.com/ci/pipeline_editor/#view-full-configuration, which leaves `default` where it is.
package struct FullConfiguration: Sendable {
    package let root: Node
    private let files: [String]

    /// - Returns: nil when the configuration could not be read.
    package init?(_ result: LoadResult) {
        guard let merged = result.merged, let root = merged.mapping, let pipeline = result.pipeline else { return nil }
        files = pipeline.files
        let defaults = Self.defaults(of: root)
        var whole = Mapping()
        whole.reserveCapacity(root.count)
        for entry in root.entries {
            let name = entry.key.scalar?.text ?? ""
            if name == "default" || name == "include" || JobKeyword(rawValue: name).map(DefaultEntry.topLevel.contains) == true {
                continue
            }
            let isJob = !RootEntry.keywords.contains(name) && !name.hasPrefix(".")
            if isJob, let job = entry.value.mapping {
                whole.set(entry.key, to: entry.value.replacing(content: .mapping(Self.completed(job, with: defaults))))
            } else if name.hasPrefix("."), let template = entry.value.mapping {
                whole.set(entry.key, to: entry.value.replacing(content: .mapping(template.removing("extends"))))
            } else {
                whole.set(entry.key, to: entry.value)
            }
        }
        self.root = merged.replacing(content: .mapping(whole))
    }

    /// - Parameter showsOrigin: behind each key, the file and line that it comes from.
    package func text(showsOrigin: Bool = false) -> String {
        guard showsOrigin else { return NodeWriter.text(root) }
        let files = files
        return NodeWriter.text(root) { key in
            // Control characters in a file's name must not end the comment.
            files.indices.contains(key.source)
                ? "\(files[key.source].split(whereSeparator: \.isNewline).joined()):\(key.mark.line)" : nil
        }
    }

    /// Keywords of a job that are no part of the model, since only a GitLab server honours them.
    package static let keywordsBesideTheModel = JobKeyword.allCases.filter(\.isServerOnly).map(\.rawValue)

    /// A job's keyword with everything resolved, as lines of YAML; empty when the job has none.
    package func lines(of keyword: String, ofJob job: String) -> [String] { Self.lines(root[job]?[keyword]) }

    /// A global keyword, as lines of YAML; empty when there is none.
    package func lines(of keyword: String) -> [String] { Self.lines(root[keyword]) }

    /// The keywords that are no part of the model, as lines of YAML.
    package func lines(ofJob job: String) -> [[String]] {
        Self.keywordsBesideTheModel.map { lines(of: $0, ofJob: job) }
    }

    private static func lines(_ node: Node?) -> [String] {
        guard let node else { return [] }
        return NodeWriter.text(node).split(separator: "\n").map(String.init)
    }

    private static func defaults(of root: Mapping) -> [Mapping.Entry] {
        let section = root["default"]?.mapping ?? Mapping()
        let topLevel = root.entries.filter { entry in
            JobKeyword(rawValue: entry.key.scalar?.text ?? "").map(DefaultEntry.topLevel.contains) == true
        }
        return (section.entries + topLevel).filter { entry in
            !entry.value.isNull && JobKeyword(rawValue: entry.key.scalar?.text ?? "").map(DefaultEntry.keywords.contains) == true
        }
    }

    private static func completed(_ job: Mapping, with defaults: [Mapping.Entry]) -> Mapping {
        var whole = Mapping()
        for entry in job.entries where !entry.value.isNull {
            switch entry.key.scalar?.text {
            case "extends": continue
            case "inherit": if let rest = withoutDefault(entry.value) { whole.set(entry.key, to: rest) }
            case let keyword?: whole.set(entry.key, to: flattening.contains(keyword) ? flattened(entry.value) : entry.value)
            case nil: whole.set(entry.key, to: entry.value)
            }
        }
        let inherited = inheritedKeywords(job["inherit"]?["default"], isTrigger: whole.contains("trigger"))
        for entry in defaults {
            guard let keyword = entry.key.scalar?.text, !whole.contains(keyword), inherited(keyword) else { continue }
            whole.set(entry.key, to: flattening.contains(keyword) ? flattened(entry.value) : entry.value)
        }
        return whole
    }

    /// `inherit:default` has done its work.
    private static func withoutDefault(_ inherit: Node) -> Node? {
        guard let mapping = inherit.mapping else { return inherit }
        let rest = mapping.removing("default")
        return rest.isEmpty ? nil : inherit.replacing(content: .mapping(rest))
    }

    /// A trigger job takes `interruptible` only.
    private static func inheritedKeywords(_ node: Node?, isTrigger: Bool) -> (String) -> Bool {
        let names = node?.sequence?.compactMap(\.string)
        let isAllowed: (String) -> Bool = { keyword in names?.contains(keyword) ?? (node?.bool ?? true) }
        return { keyword in isAllowed(keyword) && (!isTrigger || keyword == JobKeyword.interruptible.rawValue) }
    }

    /// Where a `!reference` may leave a list in a list, which GitLab flattens.
    private static let flattening: Set<String> = ["script", "before_script", "after_script", "rules", "needs", "dependencies"]

    private static func flattened(_ node: Node) -> Node {
        guard let items = node.sequence, items.contains(where: { $0.sequence != nil }) else { return node }
        func flat(_ items: [Node]) -> [Node] { items.flatMap { $0.sequence.map(flat) ?? [$0] } }
        return node.replacing(content: .sequence(flat(items)), tag: node.tag)
    }
}
