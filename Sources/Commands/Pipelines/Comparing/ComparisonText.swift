internal import Git
internal import PipelineModel
internal import PipelinePlanning

/// Two plans compared, for people.
///
///     + scan     test, on_success
///     - legacy   test, on_success; left out now: rules: no rule matched
///     ~ build
///         image   alpine:3.19 → alpine:3.20
///         script
///           - make
///           + make -j4
///
///     1 job added, 1 removed, 1 altered, 12 the same
struct ComparisonText {
    private let comparison: PipelineComparison
    private let context: PlanningContext
    private let usesColor: Bool

    init(_ comparison: PipelineComparison, _ context: PlanningContext, usesColor: Bool) {
        self.comparison = comparison
        self.context = context
        self.usesColor = usesColor
    }

    var text: String {
        let difference = comparison.difference
        let against = "compared with \(comparison.revision), \(comparison.commit.short)"
        var blocks = ["\(EventText.text(of: context)), \(against)\n"]
        if !difference.pipeline.isEmpty { blocks.append("the pipeline\n" + lines(of: difference.pipeline)) }
        let jobs = difference.added.map { ("+", $0) } + difference.removed.map { ("-", $0) }
        if !jobs.isEmpty { blocks.append(table(of: jobs)) }
        for (names, changes) in Self.grouped(difference.altered) {
            blocks.append(heading(of: names) + lines(of: changes))
        }
        var notes = comparison.notCompared.map { "not compared: \($0)\n" }
        if !comparison.leftOut.isEmpty {
            let names = comparison.leftOut.map { "\($0.name) (\($0.change.rawValue))" }
            notes.append("left out of both, and different: \(names.joined(separator: ", "))\n")
        }
        if !notes.isEmpty { blocks.append(notes.joined()) }
        blocks.append(summary + "\n")
        return blocks.joined(separator: "\n")
    }

    private var summary: String {
        let difference = comparison.difference
        let same = difference.unchanged == 1 ? "1 job is the same" : "\(difference.unchanged) jobs are the same"
        // Said only when nothing at all differs, in jobs that this context leaves out either.
        let isWhole = comparison.leftOut.isEmpty && comparison.notCompared.isEmpty
        if difference.isEmpty, isWhole { return "no change: \(same)" }
        let counts = [
            (difference.added.count, "added"), (difference.removed.count, "removed"), (difference.altered.count, "altered"),
        ]
        let shown = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if shown.isEmpty { return "no job is added, removed or altered: \(same)" }
        return (shown + [same]).joined(separator: ", ")
    }

    private func table(of jobs: [(sign: String, job: PlanDifference.Job)]) -> String {
        let rows = jobs.map { sign, job in
            let reason = job.reason.map { "; left out \(sign == "+" ? "before" : "now"): \($0)" } ?? ""
            return ["\(sign) \(job.planned.name)", "\(job.planned.stage), \(PlanTable.condition(job.planned))\(reason)"]
        }
        return TextTable.text(rows).split(separator: "\n").map { line in
            colored(String(line), line.hasPrefix("+") ? "32" : "31") + "\n"
        }.joined()
    }

    /// `~ build, lint`, on as many lines as it takes.
    private func heading(of names: [String]) -> String {
        var lines = ["~"]
        for (number, name) in names.enumerated() {
            let name = " " + name + (number < names.count - 1 ? "," : "")
            if number > 0, DisplayWidth.of(lines[lines.count - 1] + name) > 100 { lines.append(" ") }
            lines[lines.count - 1] += name
        }
        return lines.map { colored($0, "33") + "\n" }.joined()
    }

    /// Jobs with the same changes are told together: a new default alters many.
    private static func grouped(
        _ jobs: [PlanDifference.AlteredJob]
    ) -> [(names: [String], changes: [PlanDifference.Change])] {
        var groups: [(names: [String], changes: [PlanDifference.Change])] = []
        var places: [[PlanDifference.Change]: Int] = [:]
        for job in jobs {
            if let place = places[job.changes] {
                groups[place].names.append(job.name)
            } else {
                places[job.changes] = groups.count
                groups.append((names: [job.name], changes: job.changes))
            }
        }
        return groups
    }

    private func lines(of changes: [PlanDifference.Change]) -> String {
        let isShort = changes.map { $0.old.count <= 1 && $0.new.count <= 1 && $0.old != $0.new }
        let width = zip(changes, isShort).map { $1 ? $0.keyword.count : 0 }.max() ?? 0
        var text = ""
        for (change, isShort) in zip(changes, isShort) {
            if isShort {
                let padding = String(repeating: " ", count: width - change.keyword.count + 2)
                let (old, new) = (change.old.first ?? "(none)", change.new.first ?? "(none)")
                text += "    \(change.keyword)\(padding)\(visible(old)) → \(visible(new))\n"
            } else if change.old == change.new {
                text += "    \(change.keyword), in a way that shows nowhere else\n"
            } else {
                text += "    \(change.keyword)\n" + lineByLine(change)
            }
        }
        return text
    }

    private func lineByLine(_ change: PlanDifference.Change) -> String {
        var (old, new) = (change.old, change.new)
        // The dashes of a plain list would only stand beside our own signs.
        if (old + new).allSatisfy({ $0.hasPrefix("- ") }) {
            old = old.map { String($0.dropFirst(2)) }
            new = new.map { String($0.dropFirst(2)) }
        }
        var text = ""
        for line in LineDifference.lines(from: old, to: new) {
            switch line {
            case .removed(let line): text += colored("      - \(visible(line))", "31") + "\n"
            case .added(let line): text += colored("      + \(visible(line))", "32") + "\n"
            }
        }
        return text
    }

    private func visible(_ line: String) -> String { ExplanationText.visible(line) }

    private func colored(_ text: String, _ color: String) -> String { usesColor ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text }
}

/// Which lines went and which came, in order.
enum LineDifference {
    enum Line: Equatable {
        case removed(String)
        case added(String)
    }

    static func lines(from old: [String], to new: [String]) -> [Line] {
        let difference = new.difference(from: old)
        var removals: [Int: String] = [:]
        var insertions: [Int: String] = [:]
        for change in difference {
            switch change {
            case .remove(let offset, let line, _): removals[offset] = line
            case .insert(let offset, let line, _): insertions[offset] = line
            }
        }
        var lines: [Line] = []
        var (before, after) = (0, 0)
        while before < old.count || after < new.count {
            if let line = removals[before] {
                lines.append(.removed(line))
                before += 1
            } else if let line = insertions[after] {
                lines.append(.added(line))
                after += 1
            } else {
                before += 1
                after += 1
            }
        }
        return lines
    }
}
