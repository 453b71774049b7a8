internal import KollaDiff

/// The rollout plan as an ordered list.
struct ConfigurationRolloutMarkup {
    var plan: RolloutPlan
    var id: String

    static func tone(_ severity: RolloutPlan.Severity) -> Markup {
        switch severity {
        case .brief: "s-running"
        case .disruptive: "s-warning"
        case .critical: "s-failed"
        }
    }

    func write(to out: inout ByteBuffer) {
        if !plan.steps.isEmpty {
            out.html("<h3 class=\"part\" id=\"\(id)\">Rollout plan</h3>\n<ol class=\"plan\">\n")
            for step in plan.steps { write(step, to: &out) }
            out.raw("</ol>\n")
        }
        for note in plan.notes { out.html("<p class=\"note\">\(VisibleText.line(note))</p>\n") }
        guard !plan.notCovered.isEmpty else { return }
        out.raw("<div class=\"warnings\" role=\"note\"><h3>Not in the plan</h3><ul>")
        for part in plan.notCovered { out.html("<li>\(VisibleText.line(part))</li>") }
        out.raw("</ul></div>\n")
    }

    private func write(_ step: RolloutPlan.Step, to out: inout ByteBuffer) {
        out.html("<li><p><b>\(VisibleText.line(step.name))</b> <span class=\"tag\">\(step.kind.rawValue)</span> ")
        if !step.hosts.isEmpty {
            let all = VisibleText.line(step.hosts.joined(separator: " "))
            out.html("<span class=\"soft\" title=\"\(all)\">\(VisibleText.line(HostNames.counted(step.hosts)))</span>")
        }
        out.html("<br>\(VisibleText.line(step.reason))</p>\n")
        if !step.commands.isEmpty {
            out.raw("<pre class=\"command\" tabindex=\"0\" aria-label=\"Commands\">")
            out.html("\(step.commands.map { VisibleText.line($0) }.joined(separator: "\n"))</pre>\n")
        }
        if !step.risks.isEmpty || !step.advice.isEmpty {
            out.raw("<ul>")
            for risk in step.risks {
                out.html("<li><span class=\"risk \(Self.tone(risk.severity))\">\(risk.severity.rawValue)</span> ")
                out.html("<b>\(VisibleText.line(risk.subject))</b>: \(VisibleText.line(risk.text))</li>")
            }
            for advice in step.advice { out.html("<li>\(VisibleText.line(advice))</li>") }
            out.raw("</ul>\n")
        }
        if !step.causes.isEmpty {
            out.html("<details class=\"causes\"><summary>\(Phrases.count(step.causes.count, "cause"))</summary><ul class=\"mono\">")
            for cause in step.causes { out.html("<li>\(VisibleText.line(cause))</li>") }
            out.raw("</ul></details>\n")
        }
        out.raw("</li>\n")
    }
}
