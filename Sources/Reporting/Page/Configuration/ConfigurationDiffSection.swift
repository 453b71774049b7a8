internal import KollaDiff

/// What the change does to the configuration files of the hosts: first what a reviewer must know, then the plan, then every change.
struct ConfigurationDiffSection {
    var diff: ConfigurationDiff
    /// Counts from 1 over the diffs of the page.
    var number: Int
    var limits: HTMLReport.Limits
    /// The controls for all diffs of a page stand in one of them.
    var hasTools = true
    /// Instead of the environment's name.
    var title: String?

    func write(to out: inout ByteBuffer) {
        let name = title ?? diff.environment.map { "Configuration of \(VisibleText.line($0))" } ?? "Configuration"
        let overview = DiffOverview(diff)
        out.html("<section class=\"kolla\" id=\"diff-\(number)\" aria-labelledby=\"diff-\(number)-title\">\n")
        out.html("<h2 id=\"diff-\(number)-title\">\(name)</h2>\n")
        writeVerdict(overview, to: &out)
        writeFacts(overview, to: &out)
        if !diff.warnings.isEmpty {
            out.raw("<div class=\"warnings\" role=\"note\"><h3>Know before you trust this</h3><ul>")
            for warning in diff.warnings { out.html("<li>\(VisibleText.line(warning))</li>") }
            out.raw("</ul></div>\n")
        }
        ConfigurationRolloutMarkup(plan: diff.rollout, id: "d\(number)-plan").write(to: &out)
        writeSecrets(to: &out)
        if !diff.changes.isEmpty {
            out.html("<h3 class=\"part\" id=\"d\(number)-changes\">Changes</h3>\n")
            if hasTools { DiffViewerTools.write(to: &out) }
            writeServices(overview, to: &out)
        }
        out.raw("</section>\n")
    }

    private func writeVerdict(_ overview: DiffOverview, to out: inout ByteBuffer) {
        let (tone, word): (Markup, String) =
            switch (overview.verdict, overview.risks.first?.severity) {
            case (.nothing, _): ("s-success", "no change")
            case (_, .critical): ("s-failed", "critical")
            case (_, .disruptive): ("s-warning", "disruptive")
            case (_, .brief): ("s-running", "brief")
            case (.changes, nil): ("s-success", "nothing known at risk")
            case (_, nil): ("s-success", "no file changes")
            }
        out.html(
            "<p class=\"verdict\"><strong class=\"pill \(tone) plain\">\(word)</strong><span>\(overview.headline).</span></p>\n")
    }

    private func writeFacts(_ overview: DiffOverview, to out: inout ByteBuffer) {
        out.raw("<dl class=\"facts\">")
        for (label, side) in [("Base", diff.base), ("Head", diff.head)] {
            out.html("<div><dt>\(label)</dt><dd><span class=\"mono\">\(VisibleText.line(side.revision))")
            if let commit = side.commit { out.html(" \(VisibleText.line(String(commit.prefix(12))))") }
            out.html("</span> \(VisibleText.line(side.title))<span class=\"soft\"> Kayobe \(VisibleText.line(side.kayobe)), ")
            out.html("Kolla Ansible \(VisibleText.line(side.kollaAnsible))</span></dd></div>")
        }
        if overview.tellsRestarts {
            out.html("<div><dt>Restarts</dt><dd>\(containers(overview.restarts) ?? "no container")</dd></div>")
            if let starts = containers(overview.starts) { out.html("<div><dt>Starts</dt><dd>\(starts)</dd></div>") }
        }
        if overview.steps > 0 {
            out.raw("<div><dt>At risk</dt><dd>")
            for risk in overview.risks {
                let subjects = VisibleText.line(risk.subjects.joined(separator: ", "))
                out.html(
                    "<span class=\"risk \(ConfigurationRolloutMarkup.tone(risk.severity))\">\(risk.severity.rawValue)</span> \(subjects) "
                )
            }
            out.html("\(overview.risks.isEmpty ? "nothing that is known" : "")</dd></div>")
        }
        if !overview.commands.isEmpty {
            out.raw("<div><dt>Roll out</dt><dd><ol class=\"commands mono\">")
            for command in overview.commands.prefix(12) { out.html("<li>\(VisibleText.line(command))</li>") }
            out.raw("</ol>")
            let rest = overview.commands.count - 12
            if rest > 0 { out.html("<span class=\"soft\">and \(Phrases.count(rest, "more command")), below</span>") }
            out.raw("</dd></div>")
        }
        if overview.notCovered > 0 {
            out.html("<div><dt>Not planned</dt><dd>\(Phrases.count(overview.notCovered, "part")), below</dd></div>")
        }
        out.html("<div><dt>Compared</dt><dd class=\"soft\">\(Phrases.count(diff.renderedFiles, "file")) for ")
        out.html("\(Phrases.count(overview.allHosts, "host")), in \(Phrases.duration(diff.duration))</dd></div></dl>\n")
    }

    private func containers(_ containers: [DiffOverview.Containers]) -> Markup? {
        if containers.isEmpty { return nil }
        return Markup { out in
            for (index, group) in containers.enumerated() {
                out.html(
                    "\(index == 0 ? "" : "; ")<span class=\"mono\">\(VisibleText.line(group.names.joined(separator: ", ")))</span>")
                out.html(" on <span class=\"mono\">\(VisibleText.line(HostNames.shortened(group.hosts, limit: 12)))</span>")
            }
        }
    }

    // MARK: Changes

    private func writeServices(_ overview: DiffOverview, to out: inout ByteBuffer) {
        var left = limits.allDiffLines
        out.raw("<div class=\"browse\">\n")
        if diff.services.count > 1 {
            out.html("<nav class=\"index\" aria-label=\"Services that change\"><ul>")
            for (index, service) in diff.services.enumerated() {
                let count = service.groups.reduce(0) { $0 + $1.changes.count }
                out.html("<li><a href=\"#d\(number)-s\(index + 1)\">\(VisibleText.line(service.service)) <i>\(count)</i></a></li>")
            }
            out.raw("</ul></nav>\n")
        }
        out.raw("<div class=\"list\">\n")
        for (index, service) in diff.services.enumerated() {
            let count = service.groups.reduce(0) { $0 + $1.changes.count }
            out.html(
                "<details class=\"service\" open id=\"d\(number)-s\(index + 1)\"><summary><h4>\(VisibleText.line(service.service))</h4>"
            )
            out.html("<span class=\"soft\">\(Phrases.count(count, "change"))</span></summary>\n")
            for group in service.groups {
                for change in group.changes where diff.changes.indices.contains(change) {
                    ConfigurationChangeMarkup(
                        change: diff.changes[change], severity: overview.severity(of: diff.changes[change]),
                        id: "d\(number)-\(change + 1)", longest: limits.diffLines
                    )
                    .write(to: &out, linesLeft: &left)
                }
            }
            out.raw("</details>\n")
        }
        out.raw("</div>\n</div>\n")
    }

    private func writeSecrets(to out: inout ByteBuffer) {
        guard !diff.secrets.isEmpty else { return }
        out.html("<h3 class=\"part\" id=\"d\(number)-secrets\">Secrets that differ</h3>\n")
        out.raw("<p class=\"soft\">That a secret differs is said; its value is never part of a report.</p>\n")
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Secrets that differ\"><table><thead><tr>")
        out.raw("<th scope=\"col\">Name</th><th scope=\"col\">Change</th><th scope=\"col\">File</th></tr></thead><tbody>")
        for secret in diff.secrets {
            out.html("<tr><td class=\"mono\">\(VisibleText.line(secret.name))</td><td>\(secret.kind.rawValue)</td>")
            out.html("<td class=\"mono\">\(VisibleText.line(secret.file))</td></tr>")
        }
        out.raw("</tbody></table></div>\n")
    }
}
