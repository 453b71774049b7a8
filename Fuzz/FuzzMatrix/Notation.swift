internal import PipelineModel

/// One statement a line, its words apart by tabs; what cannot be read is left out. `job` begins a job, the others add to it:
///
///     job NAME STAGE        stage 0 to 4, of .pre, build, test, deploy, .post
///     count 3               parallel: 3
///     matrix A=1,2;B=x      one row of parallel:matrix
///     need NAME A=1;B=x     needs, with needs:parallel:matrix (`|` between rows); a `?` in front makes it optional
///     rule WHEN CONDITION   rules; needs that follow belong to the rule
///     dependency NAME
enum Notation {
    static let stages = [".pre", "build", "test", "deploy", ".post"]

    static func pipeline(_ text: String) -> Pipeline {
        var jobs: [Job] = []
        var names: Set<String> = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: "\t", maxSplits: 2).map(String.init)
            guard words.count > 1 else { continue }
            let location = SourceLocation(file: "notation", line: number + 1, column: 1)
            if words[0] == "job" {
                // The loader never makes two jobs of one name, or one without a name.
                guard names.insert(words[1]).inserted, jobs.count < 50 else { continue }
                var job = Job(name: words[1], location: location)
                let stage = words.count > 2 ? Int(words[2]) ?? 2 : 2
                job.stage = stages.indices.contains(stage) ? stages[stage] : "test"
                job.script = ["true"]
                jobs.append(job)
            } else if !jobs.isEmpty {
                add(words, to: &jobs[jobs.count - 1], at: location)
            }
        }
        return Pipeline(stages: stages, variables: [], workflow: Workflow(), jobs: jobs, files: ["notation"])
    }

    private static func add(_ words: [String], to job: inout Job, at location: SourceLocation) {
        switch words[0] {
        case "count":
            if let count = Int(words[1]), (1...200).contains(count) { job.parallel = .count(count) }
        case "matrix":
            guard let row = row(words[1]) else { return }
            if case .matrix(let rows) = job.parallel { job.parallel = .matrix(rows + [row]) } else { job.parallel = .matrix([row]) }
        case "need":
            let isOptional = words[1].hasPrefix("?")
            let name = isOptional ? String(words[1].dropFirst()) : words[1]
            let rows = words.count > 2 ? words[2].split(separator: "|").compactMap { row(String($0)) } : []
            let need = Need(job: name, optional: isOptional, matrix: rows.isEmpty ? nil : rows, location: location)
            if let rules = job.rules, !rules.isEmpty {
                job.rules?[rules.count - 1].needs = (rules[rules.count - 1].needs ?? []) + [need]
            } else {
                job.needs = (job.needs ?? []) + [need]
            }
        case "rule":
            let condition = words.count > 2 ? try? Expression(parsing: words[2]) : nil
            let rule = Rule(condition: condition, when: When(rawValue: words[1]), location: location)
            job.rules = (job.rules ?? []) + [rule]
        case "dependency":
            job.dependencies = (job.dependencies ?? []) + [words[1]]
        default:
            break
        }
    }

    /// `A=1,2;B=x`; a variable once in a row, with a value at least, as the loader makes sure.
    private static func row(_ text: String) -> MatrixRow? {
        var axes: [MatrixRow.Axis] = []
        for axis in text.split(separator: ";") {
            let parts = axis.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, !axes.contains(where: { $0.variable == parts[0] }) else { continue }
            let values = parts[1].split(separator: ",").map(String.init)
            if !values.isEmpty { axes.append(MatrixRow.Axis(parts[0], values)) }
        }
        return axes.isEmpty ? nil : MatrixRow(axes)
    }
}
