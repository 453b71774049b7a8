internal import PipelineModel
internal import YAML

/// Resolves `extends` of all top-level entries, hidden ones too. Every entry is merged once, after its bases, so the work is
/// linear in the size of the result. Reference: https://docs.gitlab.com/ci/yaml/#extends
struct ExtendsResolver {
    private static let maximumLevels = 10

    private enum State {
        case open
        case done(Node, levels: Int)
        /// Its problem is reported; jobs that extend it get it unmerged.
        case failed
    }

    private let root: Mapping
    private let problems: DiagnosticCollector
    private var states: [String: State] = [:]
    private var budget: Int
    /// Jobs that lack what a faulty `extends` should have brought.
    private(set) var unresolved: Set<String> = []

    init(root: Mapping, problems: DiagnosticCollector, budget: Int) {
        self.root = root
        self.problems = problems
        self.budget = budget
    }

    mutating func resolve() -> Mapping {
        var resolved = root
        for entry in root.entries {
            guard let name = entry.key.scalar?.text, entry.value["extends"] != nil else { continue }
            visit(name)
            if case .done(let node, _)? = states[name] { resolved.set(entry.key, to: node) } else { unresolved.insert(name) }
        }
        return resolved
    }

    /// Walks the bases depth first with a stack of its own: a chain may be as long as the file.
    private mutating func visit(_ start: String) {
        guard states[start] == nil else { return }
        var stack = [(name: start, bases: bases(of: start), next: 0)]
        states[start] = .open
        while let top = stack.last {
            guard top.next < top.bases.count else {
                stack.removeLast()
                if case .open? = states[top.name] { finish(top.name, top.bases) }
                continue
            }
            stack[stack.count - 1].next += 1
            let base = top.bases[top.next]
            guard let name = base.text else { continue }
            switch states[name] {
            case nil:
                guard root[name]?["extends"] != nil else { continue }
                states[name] = .open
                stack.append((name, bases(of: name), 0))
            case .open:
                states[top.name] = .failed
                problems.add(
                    .error, "circular-extends", "\(top.name): circular dependency detected in `extends`", at: base,
                    help: cycle(from: name, in: stack.map(\.name)))
            case .done, .failed:
                break
            }
        }
    }

    private func cycle(from name: String, in path: [String]) -> String? {
        guard let start = path.firstIndex(of: name) else { return nil }
        return "the circle is " + (path[start...] + [name]).joined(separator: " → ")
    }

    private func bases(of name: String) -> [Node] {
        guard let value = root[name]?["extends"] else { return [] }
        if let items = value.sequence { return items }
        return value.isNull ? [] : [value]
    }

    private mutating func finish(_ name: String, _ bases: [Node]) {
        guard let own = root[name], own.mapping != nil else { return }
        var levels = 0
        var merged: Node?
        var isUsable = true
        for base in bases {
            guard let baseName = base.string else {
                problems.add(
                    .error, "invalid-value", "jobs:\(name) extends should be an array of strings or a string", at: base)
                isUsable = false
                continue
            }
            guard let written = root[baseName] else {
                problems.add(
                    .error, "unknown-base", "\(name): unknown keys in `extends` (\(baseName))", at: base,
                    help: Spelling.help(for: baseName, among: root.entries.lazy.compactMap(\.key.scalar?.text)))
                isUsable = false
                continue
            }
            guard written.mapping != nil else {
                problems.add(.error, "invalid-base", "\(name): invalid base hashes in `extends` (\(baseName))", at: base)
                isUsable = false
                continue
            }
            var node = written
            if case .done(let resolved, let depth)? = states[baseName] {
                node = resolved
                levels = max(levels, depth + 1)
            } else {
                levels = max(levels, 1)
                // The mistake lies further down and is told there.
                if case .failed? = states[baseName] { isUsable = false }
            }
            merged = merged?.merging(node) ?? node
        }
        guard levels <= Self.maximumLevels else {
            states[name] = .failed
            unresolved.insert(name)
            problems.add(
                .error, "extends-too-deep", "\(name): nesting too deep in `extends`", at: own["extends"],
                help: "at most \(Self.maximumLevels) levels are allowed")
            return
        }
        guard let merged, isUsable else {
            // The rest of the job is still worth checking.
            unresolved.insert(name)
            states[name] = .failed
            return
        }
        let whole = merged.merging(own)
        budget -= whole.mapping?.count ?? 0
        guard budget > 0 else {
            states[name] = .failed
            problems.add(.error, "too-big", "The parsed YAML is too big: `extends` multiplies it", at: own["extends"])
            return
        }
        states[name] = .done(whole, levels: levels)
    }
}
