package import PipelineModel

/// One of the jobs that `parallel` makes of a configured job; the only one where there is no `parallel`.
/// Reference: https://docs.gitlab.com/ci/yaml/#parallel
package struct JobInstance: Hashable, Sendable {
    /// `rspec`, `rspec 1/3`, `deploy: [aws, blue]`.
    package var name: String
    package var job: Job
    /// From 1; nil without `parallel`.
    package var index: Int?
    package var total: Int
    /// The values of `parallel:matrix`, in written order.
    package var matrix: [Variable]

    /// The instances of a job, in GitLab's order.
    package static func all(of job: Job) -> [JobInstance] {
        switch job.parallel {
        case nil:
            return [JobInstance(name: job.name, job: job, index: nil, total: 1, matrix: [])]
        case .count(let count):
            return (1...max(count, 1)).map {
                JobInstance(name: "\(job.name) \($0)/\(count)", job: job, index: $0, total: count, matrix: [])
            }
        case .matrix(let rows):
            let combinations = rows.flatMap(\.combinations)
            return combinations.enumerated().map { offset, matrix in
                JobInstance(name: name(job.name, matrix), job: job, index: offset + 1, total: combinations.count, matrix: matrix)
            }
        }
    }

    /// `deploy: [aws, blue]`
    static func name(_ job: String, _ matrix: [Variable]) -> String {
        "\(job): [\(matrix.map(\.value).joined(separator: ", "))]"
    }

    /// How many instances a job has, without making them.
    static func count(of job: Job) -> Int {
        switch job.parallel {
        case nil: 1
        case .count(let count): count
        case .matrix(let rows): rows.reduce(0) { $0 + $1.axes.reduce(1) { $0 * $1.values.count } }
        }
    }
}

extension MatrixRow {
    /// Every choice of one value for each variable; the last variable changes fastest.
    var combinations: [[Variable]] {
        axes.reduce([[]]) { chosen, axis in
            chosen.flatMap { values in axis.values.map { values + [Variable(axis.variable, $0)] } }
        }
    }
}
