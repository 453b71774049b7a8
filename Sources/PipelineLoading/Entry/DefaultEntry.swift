internal import PipelineModel
internal import YAML

/// `default`, and the old top-level forms of some of its keywords. Reference: https://docs.gitlab.com/ci/yaml/#default
struct DefaultEntry {
    static let keywords: Set<JobKeyword> = [
        .afterScript, .artifacts, .beforeScript, .cache, .hooks, .idTokens, .identity, .image, .interruptible, .retry, .services,
        .tags, .timeout,
    ]
    /// Those that can also stand at the top level.
    static let topLevel: Set<JobKeyword> = [.image, .services, .beforeScript, .afterScript, .cache]

    /// The values, under the names they have in a job.
    private var values = Job(name: "default", location: SourceLocation(file: "", line: 1, column: 1))
    private(set) var keywords: Set<JobKeyword> = []

    static func read(root: Mapping, in scope: Scope) -> DefaultEntry {
        var defaults = DefaultEntry()
        let section = Scope(owner: .section("default"), problems: scope.problems, cache: scope.cache)
        if let node = root["default"], !node.isNull {
            let names = keywords.map(\.rawValue).sorted()
            for entry in section.mapping(node, "", keys: names)?.entries ?? [] where !entry.value.isNull {
                guard let keyword = JobKeyword.byName[entry.key.text ?? ""], keywords.contains(keyword) else { continue }
                defaults.read(keyword, entry.value, in: section)
            }
        }
        for keyword in topLevel {
            guard let entry = root.entry(keyword.rawValue), !entry.value.isNull else { continue }
            if defaults.keywords.contains(keyword) {
                scope.problems.add(
                    .error, "conflicting-keywords", "\(keyword.rawValue) is defined in top-level and `default:` entry",
                    at: entry.key,
                    help: "keep the one in default")
            } else {
                defaults.read(keyword, entry.value, in: scope)
            }
        }
        return defaults
    }

    private mutating func read(_ keyword: JobKeyword, _ node: Node, in scope: Scope) {
        keywords.insert(keyword)
        JobEntry.set(keyword, node, of: &values, in: scope)
    }

    /// A trigger job has no script, image or runner; of `default` it takes `interruptible` only.
    func applyToTrigger(_ job: inout Job, saying own: Set<JobKeyword>, inheriting allowed: Set<JobKeyword>?) {
        apply(to: &job, saying: own, inheriting: Set([.interruptible]).intersection(allowed ?? [.interruptible]))
    }

    /// Gives a job what it does not say itself.
    func apply(to job: inout Job, saying own: Set<JobKeyword>, inheriting allowed: Set<JobKeyword>?) {
        for keyword in keywords where !own.contains(keyword) && (allowed?.contains(keyword) ?? true) {
            switch keyword {
            case .afterScript: job.afterScript = values.afterScript
            case .artifacts: job.artifacts = values.artifacts
            case .beforeScript: job.beforeScript = values.beforeScript
            case .cache: job.caches = values.caches
            case .hooks: job.preGetSourcesScript = values.preGetSourcesScript
            case .idTokens: job.idTokens = values.idTokens
            case .image: job.image = values.image
            case .interruptible: job.interruptible = values.interruptible
            case .retry: job.retry = values.retry
            case .services: job.services = values.services
            case .tags: job.tags = values.tags
            case .timeout: job.timeout = values.timeout
            default: if keyword.isServerOnly { job.keywordsNotRunLocally.append(keyword.rawValue) }
            }
        }
    }
}
