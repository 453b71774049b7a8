internal import PipelineModel

/// Finds jobs that need each other in a circle, in time linear in the number of needs.
struct NeedsCycle {
    private enum Color {
        case new, open, done
    }

    let jobs: [Job]
    let positions: [String: Int]

    func report(to problems: DiagnosticCollector) {
        guard let circle = find(), let first = circle.first else { return }
        let names = (circle + [first]).map { jobs[$0].name }
        let next = circle.count > 1 ? circle[1] : first
        let need = jobs[first].needs?.first { positions[$0.job] == next }
        problems.add(
            .error, "circular-needs", "The pipeline has circular dependencies: \(names.joined(separator: " → "))",
            at: need?.location ?? jobs[first].location, help: "remove one of these needs")
    }

    /// The jobs of one circle, each needing the next; starts with the one that is written first.
    func find() -> [Int]? {
        var colors = [Color](repeating: .new, count: jobs.count)
        for start in jobs.indices where colors[start] == .new {
            var path = [(job: start, next: 0)]
            colors[start] = .open
            while let top = path.last {
                let needs = jobs[top.job].needs ?? []
                guard top.next < needs.count else {
                    colors[top.job] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let need = needs[top.next]
                guard need.pipeline == nil, need.project == nil, let target = positions[need.job] else { continue }
                switch colors[target] {
                case .new:
                    colors[target] = .open
                    path.append((target, 0))
                case .open:
                    let circle = path.map(\.job).drop { $0 != target }
                    let smallest = circle.min() ?? target
                    return Array(circle.drop { $0 != smallest } + circle.prefix { $0 != smallest })
                case .done:
                    break
                }
            }
        }
        return nil
    }
}
