internal import PipelineModel

/// Which rows of a run are shown in a number of lines: every stage while there is room, and below it the jobs that matter most.
/// One pass over the jobs, so that ten thousand can be laid out several times a second.
struct LiveLayout {
    enum Row {
        /// The heading of a child pipeline.
        case pipeline(Int)
        case stage(Stage)
        case job((pipeline: Int, job: Int), depth: Int)
        case omitted(String)
    }

    struct Stage {
        var pipeline: Int
        var stage: Int
        /// How many jobs have which status, those that matter first; none is 0.
        var counts: [(status: Status, allowsFailure: Bool, count: Int)]
        fileprivate var importance = LiveLayout.leastImportance
    }

    let rows: [Row]

    init(_ state: LiveState, height: Int) {
        var stages: [Stage] = []
        var jobsByImportance = [[(stage: Int, job: Int)]](repeating: [], count: Self.leastImportance + 1)
        for (index, pipeline) in state.pipelines.enumerated() {
            let first = stages.count
            var tallies = [[Int]](repeating: [Int](repeating: 0, count: Self.shades.count), count: pipeline.stages.count)
            var importances = [Int](repeating: Self.leastImportance, count: pipeline.stages.count)
            for (jobIndex, job) in pipeline.jobs.enumerated() {
                let importance = Self.importance(job.status, allowsFailure: job.allowsFailure)
                tallies[job.stage][Self.shade(job.status, allowsFailure: job.allowsFailure)] += 1
                importances[job.stage] = min(importances[job.stage], importance)
                jobsByImportance[importance].append((first + job.stage, jobIndex))
            }
            for stage in pipeline.stages.indices {
                let counts = zip(Self.shades, tallies[stage]).compactMap { $1 > 0 ? ($0.status, $0.allowsFailure, $1) : nil }
                stages.append(Stage(pipeline: index, stage: stage, counts: counts, importance: importances[stage]))
            }
        }

        let headings = max(state.pipelines.count - 1, 0)
        let shown = Self.visible(stages, height: height - headings)
        let isCut = shown.count < stages.count
        var room = max(height - headings - shown.count - (isCut ? 1 : 0), 0)
        var jobs = [[Int]](repeating: [], count: stages.count)
        let isShown = Set(shown)
        for candidates in jobsByImportance {
            for (stage, job) in candidates where isShown.contains(stage) {
                guard room > 0 else { break }
                jobs[stage].append(job)
                room -= 1
            }
        }

        var rows: [Row] = []
        var pipeline = 0
        for index in shown {
            if stages[index].pipeline != pipeline {
                pipeline = stages[index].pipeline
                rows.append(.pipeline(pipeline))
            }
            rows.append(.stage(stages[index]))
            let depth = state.pipelines[pipeline].depth * 2
            for job in jobs[index].sorted() { rows.append(.job((pipeline, job), depth: depth)) }
        }
        if isCut { rows.append(.omitted("\(stages.count - shown.count) more stages")) }
        self.rows = rows
    }

    /// All stages that hold jobs when they fit; else those where something happens, kept in order. Half the lines are left for jobs.
    private static func visible(_ stages: [Stage], height: Int) -> [Int] {
        let room = max(height - height / 2, 1)
        guard stages.count > room else { return Array(stages.indices) }
        let chosen = stages.indices.sorted { (stages[$0].importance, $0) < (stages[$1].importance, $1) }
        return chosen.prefix(max(room - 1, 1)).sorted()
    }

    fileprivate static let leastImportance = 7

    /// 0 is shown first.
    private static func importance(_ status: Status, allowsFailure: Bool) -> Int {
        switch status {
        case .running, .canceling: 0
        case .failed: allowsFailure ? 3 : 1
        case .manual, .scheduled, .waitingForResource: 2
        case .pending: 4
        case .success, .canceled: 5
        case .created: 6
        case .skipped: leastImportance
        }
    }

    /// What a stage counts apart, in the order in which it is shown.
    private static let shades: [(status: Status, allowsFailure: Bool)] = [
        (.failed, false), (.failed, true), (.running, false), (.canceling, false), (.success, false), (.manual, false),
        (.scheduled, false), (.waitingForResource, false), (.pending, false), (.created, false), (.canceled, false),
        (.skipped, false),
    ]

    private static func shade(_ status: Status, allowsFailure: Bool) -> Int {
        switch status {
        case .failed: allowsFailure ? 1 : 0
        case .running: 2
        case .canceling: 3
        case .success: 4
        case .manual: 5
        case .scheduled: 6
        case .waitingForResource: 7
        case .pending: 8
        case .created: 9
        case .canceled: 10
        case .skipped: 11
        }
    }
}
