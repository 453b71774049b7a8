/// What GitLab calls the jobs that `parallel` makes of one. `needs` and `dependencies` may say these names, too.
/// Reference: https://docs.gitlab.com/ci/yaml/#parallel
package enum InstanceName {
    /// `rspec 1/3`; the index counts from 1.
    package static func of(_ job: String, index: Int, total: Int) -> String { "\(job) \(index)/\(total)" }

    /// `deploy: [aws, blue]`
    package static func of(_ job: String, matrix: [Variable]) -> String {
        "\(job): [\(matrix.map(\.value).joined(separator: ", "))]"
    }

    /// All of a job, in GitLab's order; none without `parallel`.
    package static func all(of job: Job) -> [String] {
        switch job.parallel {
        case nil: []
        case .count(let count): (1...max(count, 1)).map { of(job.name, index: $0, total: count) }
        case .matrix(let rows): rows.flatMap(\.combinations).map { of(job.name, matrix: $0) }
        }
    }
}

extension MatrixRow {
    /// Every choice of one value for each variable; the last variable changes fastest.
    package var combinations: [[Variable]] {
        axes.reduce([[]]) { chosen, axis in
            chosen.flatMap { values in axis.values.map { values + [Variable(axis.variable, $0)] } }
        }
    }
}

extension [MatrixRow] {
    /// How many combinations the rows have, without making them; one more than the limit when there are more.
    package func combinations(upTo limit: Int) -> Int {
        reduce(0) { sum, row in
            Swift.min(sum + row.axes.reduce(1) { Swift.min($0 * $1.values.count, limit + 1) }, limit + 1)
        }
    }
}
