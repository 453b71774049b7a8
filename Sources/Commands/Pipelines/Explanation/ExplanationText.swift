internal import PipelineModel
internal import PipelinePlanning

/// Why a job is in or out, for people.
///
///     deploy is in the pipeline: manual, may fail
///     push of main
///
///     rules
///       no   .gitlab-ci.yml:20  if: $CI_COMMIT_TAG → null
///       yes  .gitlab-ci.yml:21  if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH → true
///                                 $CI_COMMIT_BRANCH → "main"
///                                 $CI_DEFAULT_BRANCH → "main"
///                               sets when: manual
///       –    .gitlab-ci.yml:23  not looked at
struct ExplanationText {
    private let explanation: PlanExplanation
    private let name: String?
    private let context: PlanningContext
    private let usesColor: Bool

    /// - Parameter name: the job that was asked about; nil for all.
    init(_ explanation: PlanExplanation, of name: String?, _ context: PlanningContext, usesColor: Bool) {
        self.explanation = explanation
        self.name = name
        self.context = context
        self.usesColor = usesColor
    }

    var text: String {
        var blocks: [String] = []
        let event = EventText.text(of: context) + "\n"
        let workflow = explanation.workflow.map { Self.text(of: $0, usesColor) }
        if let filteredOut = explanation.filteredOut {
            let subject = name.map { "\($0) is not in the pipeline" } ?? "there is no pipeline"
            return ([bold("\(subject): \(filteredOut)") + "\n" + event] + [workflow].compactMap { $0 }).joined(separator: "\n")
        }
        for (jobs, body) in Self.grouped(explanation.jobs, usesColor) {
            var heading = bold(Self.heading(jobs)) + "\n"
            // For all jobs the event and the workflow are told once, before them.
            if name != nil, blocks.isEmpty { heading += event + (workflow.map { "\n" + $0 } ?? "") + (body.isEmpty ? "" : "\n") }
            blocks.append(heading + body)
        }
        if name == nil { blocks.insert(event + (workflow.map { "\n" + $0 } ?? ""), at: 0) }
        return blocks.joined(separator: "\n")
    }

    /// Jobs of a matrix that have the same story are told together.
    private static func grouped(_ jobs: [JobExplanation], _ usesColor: Bool) -> [(jobs: [JobExplanation], body: String)] {
        var groups: [(jobs: [JobExplanation], body: String)] = []
        for job in jobs {
            let body = job.rules.map { text(of: $0, usesColor) }.joined(separator: "\n")
            let outcome = heading([job]).dropFirst(job.name.count)
            if let place = groups.firstIndex(where: {
                $0.body == body && heading([$0.jobs[0]]).dropFirst($0.jobs[0].name.count) == outcome
                    && $0.jobs[0].location == job.location
            }) {
                groups[place].jobs.append(job)
            } else {
                groups.append((jobs: [job], body: body))
            }
        }
        return groups
    }

    private static func heading(_ jobs: [JobExplanation]) -> String {
        let isAre = jobs.count == 1 ? "is" : "are"
        let names = jobs.map(\.name).joined(separator: ", ")
        guard let planned = jobs.first?.planned else { return "\(names) \(isAre) not in the pipeline: \(jobs.first?.reason ?? "")" }
        let why = jobs.first?.rules.isEmpty == true ? " (no rules)" : ""
        return "\(names) \(isAre) in the pipeline\(why): \(PlanTable.condition(planned))"
    }

    private static func text(of list: RulesExplanation, _ usesColor: Bool) -> String {
        let width = list.rules.map { place($0).count }.max() ?? 0
        var text = list.keyword.rawValue + "\n"
        for rule in list.rules {
            let answer: String
            switch rule.holds {
            case true?: answer = usesColor ? "\u{1B}[32myes\u{1B}[0m" : "yes"
            case false?: answer = usesColor ? "\u{1B}[31mno\u{1B}[0m " : "no "
            case nil: answer = "–  "
            }
            let place = place(rule)
            let start = "  \(answer)  \(place)\(String(repeating: " ", count: width - place.count))  "
            let indent = String(repeating: " ", count: 2 + 3 + 2 + width + 2)
            var lines = rule.holds == nil ? ["not looked at"] : rule.clauses.flatMap(ClauseText.lines(of:))
            if rule.clauses.isEmpty, rule.holds == true { lines = ["no condition"] }
            if rule.holds == true, !rule.settings.isEmpty {
                lines.append("sets " + rule.settings.map { "\($0.name): \($0.value)" }.joined(separator: ", "))
            }
            for (number, line) in lines.enumerated() { text += (number == 0 ? start : indent) + Self.visible(line) + "\n" }
        }
        return text
    }

    /// Values come from anywhere; a terminal must not obey them, nor a line end break the layout.
    static func visible(_ line: String) -> String {
        guard line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return line }
        return line.unicodeScalars.map { $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0) }
            .joined()
    }

    private static func place(_ rule: RuleExplanation) -> String { "\(rule.location.file):\(rule.location.line)" }

    private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
