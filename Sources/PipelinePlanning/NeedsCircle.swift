internal import PipelineModel

/// Finds jobs that wait for each other.
enum NeedsCircle {
    /// The places of the jobs of one circle, each needing the next; nil when there is none. Linear in jobs and needs.
    static func first(in jobs: [PlannedJob], _ places: [String: Int]) -> [Int]? {
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: jobs.count)
        var path: [(job: Int, next: Int)] = []
        for start in jobs.indices where marks[start] == .new {
            path.append((start, 0))
            marks[start] = .open
            while let (job, next) = path.last {
                guard let needs = jobs[job].needs, next < needs.count else {
                    marks[job] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                guard let needed = places[needs[next]] else { continue }
                switch marks[needed] {
                case .done: break
                case .open: return path.map(\.job).drop { $0 != needed }.map { $0 }
                case .new:
                    marks[needed] = .open
                    path.append((needed, 0))
                }
            }
        }
        return nil
    }
}
