/// Orders an environment and all it depends on, as `EnvironmentFinder` of Kayobe 14.0.0 (2023.1) and later does: in rounds, each
/// of them the environments whose dependencies are done. Within a round Kayobe's order is that of a Python set; here it is the
/// order in which the files name them.
enum EnvironmentOrder {
    enum Outcome: Equatable {
        case order([String])
        /// The names along a cycle, the first again at the end.
        case cycle([String])
    }

    static func resolve(_ environment: String, dependencies: [String: [String]]) -> Outcome {
        var discovered: [String] = []
        var visited: Set<String> = []
        func collect(_ name: String) {
            guard visited.insert(name).inserted else { return }
            discovered.append(name)
            for dependency in dependencies[name] ?? [] { collect(dependency) }
        }
        collect(environment)

        var order: [String] = []
        var waiting = discovered
        while !waiting.isEmpty {
            let done = Set(order)
            let ready = waiting.filter { (dependencies[$0] ?? []).allSatisfy(done.contains) }
            if ready.isEmpty { return .cycle(cycle(in: waiting, dependencies: dependencies)) }
            order += ready
            waiting.removeAll { ready.contains($0) }
        }
        return .order(order)
    }

    /// Every environment that waits depends on another one that waits; following these must come back.
    private static func cycle(in waiting: [String], dependencies: [String: [String]]) -> [String] {
        var path: [String] = []
        var current = waiting.first
        while let name = current {
            if let start = path.firstIndex(of: name) { return Array(path[start...]) + [name] }
            path.append(name)
            current = dependencies[name]?.first(where: waiting.contains)
        }
        return path
    }
}
