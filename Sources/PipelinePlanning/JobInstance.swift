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
                JobInstance(
                    name: InstanceName.of(job.name, index: $0, total: count), job: job, index: $0, total: count, matrix: [])
            }
        case .matrix(let rows):
            let combinations = rows.flatMap(\.combinations)
            return combinations.enumerated().map { offset, matrix in
                JobInstance(
                    name: InstanceName.of(job.name, matrix: matrix), job: job, index: offset + 1, total: combinations.count,
                    matrix: matrix)
            }
        }
    }

    /// How many instances a job has, without making them; one more than the limit when there are more.
    static func count(of job: Job, upTo limit: Int) -> Int {
        switch job.parallel {
        case nil: 1
        case .count(let count): min(count, limit + 1)
        case .matrix(let rows): rows.combinations(upTo: limit)
        }
    }
}
