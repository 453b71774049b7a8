extension DiffText {
    /// The steps in order with what each puts at risk.
    var rollout: String {
        let plan = diff.rollout
        var text = ""
        if !plan.steps.isEmpty {
            text += heading("Rollout plan")
            for (index, step) in plan.steps.enumerated() { text += one(step, number: index + 1) }
        } else if overview.verdict == .changes {
            text += heading("Rollout plan") + "  No command brings this to the hosts.\n"
        }
        if !plan.notes.isEmpty {
            text += "\n"
            for note in plan.notes { text += fact("note", VisibleText.line(note)) }
        }
        return text
    }

    var notCovered: String {
        if diff.rollout.notCovered.isEmpty { return "" }
        return heading("Not in the plan")
            + diff.rollout.notCovered.map { "  \(paint("?", .yellow)) \(VisibleText.line($0))\n" }.joined()
    }

    private func one(_ step: RolloutPlan.Step, number: Int) -> String {
        var title = ["\(number). \(step.name)", step.kind.rawValue]
        if !step.hosts.isEmpty { title.append(HostNames.counted(step.hosts)) }
        var text = "  " + paint(VisibleText.line(title.joined(separator: " · ")), .bold) + "\n"
        for command in step.commands { text += "       " + paint(VisibleText.line(command), .cyan) + "\n" }
        text += fact("why", VisibleText.line(step.reason), indent: 5)
        if !step.causes.isEmpty {
            let causes = step.causes.prefix(6).joined(separator: ", ")
            let rest = step.causes.count - 6
            text += fact("from", VisibleText.line(causes) + (rest > 0 ? " and \(rest) more" : ""), indent: 5)
        }
        for risk in step.risks {
            let style: TextPaint.Style? = risk.severity == .brief ? nil : risk.severity == .disruptive ? .yellow : .boldRed
            text += fact(risk.severity.rawValue, VisibleText.line("\(risk.subject): \(risk.text)"), style, indent: 5)
        }
        for advice in step.advice { text += fact("advice", VisibleText.line(advice), indent: 5) }
        return text
    }
}
