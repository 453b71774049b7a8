internal import PipelineModel

/// Nodes drawn as one: the instances of a `parallel` job (`rspec 1/3`, `deploy: [aws, blue]`), or a single job.
struct JobGroup: Hashable, Sendable {
    /// The name without what tells the instances apart.
    var name: String
    var stage: Int
    /// Indices into `JobGraph.nodes`, in order; never empty.
    var members: [Int]

    var isStack: Bool { members.count > 1 }

    /// `rspec 1/3` → `rspec`, `deploy: [aws, blue]` → `deploy`; nil for a job that is not an instance.
    static func baseName(of name: String) -> String? {
        let bytes = Array(name.utf8)
        if bytes.last == UInt8(ascii: "]"), let range = firstRange(of: ": [", in: bytes), range > 0 {
            return String(decoding: bytes[..<range], as: UTF8.self)
        }
        guard let space = bytes.lastIndex(of: UInt8(ascii: " ")), space > 0 else { return nil }
        let parts = bytes[(space + 1)...].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        return String(decoding: bytes[..<space], as: UTF8.self)
    }

    private static func firstRange(of needle: StaticString, in bytes: [UInt8]) -> Int? {
        let count = needle.utf8CodeUnitCount
        guard bytes.count >= count else { return nil }
        let pattern = Array(UnsafeBufferPointer(start: needle.utf8Start, count: count))
        return (0...(bytes.count - count)).first { bytes[$0..<($0 + count)].elementsEqual(pattern) }
    }
}

/// A `JobGraph` with its instances stacked: what the writers draw.
struct GroupedGraph: Sendable {
    var groups: [JobGroup]
    /// Between groups, without duplicates; a stack that needs itself has no edge.
    var edges: [JobGraph.Edge]
    /// For each edge, the needed instances when they are not the whole stack.
    var partialNeeds: [JobGraph.Edge: Int]

    init(_ graph: JobGraph) {
        let stageIndices = Dictionary(uniqueKeysWithValues: graph.stages.enumerated().map { ($1, $0) })
        var groups: [JobGroup] = []
        var byKey: [Key: Int] = [:]
        var groupOfNode: [Int] = []
        for (index, node) in graph.nodes.enumerated() {
            let stage = stageIndices[node.stage] ?? 0
            if let base = JobGroup.baseName(of: node.name) {
                let key = Key(stage: stage, name: base)
                if let group = byKey[key] {
                    groups[group].members.append(index)
                    groupOfNode.append(group)
                    continue
                }
                byKey[key] = groups.count
            }
            groupOfNode.append(groups.count)
            groups.append(JobGroup(name: node.name, stage: stage, members: [index]))
        }
        for index in groups.indices where groups[index].isStack {
            groups[index].name = JobGroup.baseName(of: groups[index].name) ?? groups[index].name
        }

        var needed: [JobGraph.Edge: Set<Int>] = [:]
        var ordered: [JobGraph.Edge] = []
        for edge in graph.edges {
            let grouped = JobGraph.Edge(from: groupOfNode[edge.from], to: groupOfNode[edge.to])
            guard grouped.from != grouped.to else { continue }
            if needed[grouped, default: []].isEmpty { ordered.append(grouped) }
            needed[grouped, default: []].insert(edge.from)
        }
        self.groups = groups
        edges = ordered
        partialNeeds = needed.mapValues(\.count).filter { $1 < groups[$0.from].members.count }
    }

    private struct Key: Hashable {
        var stage: Int
        var name: String
    }
}

extension JobGroup {
    /// The mark that sums up the members: what asks for attention wins.
    func mark(in graph: JobGraph) -> StatusMark {
        let nodes = members.map { graph.nodes[$0] }
        let order: [Status] = [
            .failed, .running, .canceling, .waitingForResource, .pending, .manual, .scheduled, .created, .canceled, .skipped,
            .success,
        ]
        if let failed = nodes.first(where: { $0.status == .failed && !$0.allowsFailure }) { return StatusMark(failed.status) }
        for status in order {
            if let node = nodes.first(where: { $0.status == status }) {
                return StatusMark(status, allowsFailure: node.allowsFailure)
            }
        }
        return StatusMark(nil)
    }

    /// Seconds of the longest member.
    func duration(in graph: JobGraph) -> Double? {
        members.compactMap { graph.nodes[$0].duration }.max()
    }

    /// What a reader must know besides name and status: `manual`, `child pipeline`.
    func notes(in graph: JobGraph) -> [String] {
        let node = graph.nodes[members[0]]
        var notes: [String] = []
        if node.isTrigger { notes.append("child pipeline") }
        switch node.when {
        case .manual where node.status != .manual: notes.append("manual")
        case .delayed, .onFailure, .always: notes.append(node.when == .onFailure ? "on failure" : node.when.rawValue)
        default: break
        }
        if node.allowsFailure, node.status != .failed, node.when != .manual { notes.append("may fail") }
        return notes
    }
}
