internal import PipelineModel
internal import RunHistory

extension HTMLReport {
    func writeArtifacts(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let rows = facts.jobs.flatMap { placed in placed.job.artifacts.map { (placed, $0) } }
        guard !rows.isEmpty else { return }
        out.raw("<section id=\"artifacts\" aria-labelledby=\"artifacts-title\">\n<h2 id=\"artifacts-title\">Artifacts</h2>\n")
        out.raw(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Artifacts\"><table><thead><tr><th scope=\"col\">Name</th>"
        )
        out.raw(
            "<th scope=\"col\">Job</th><th scope=\"col\">Kind</th><th scope=\"col\" class=\"number\">Size</th></tr></thead><tbody>\n"
        )
        for (placed, artifact) in rows {
            out.html("<tr><td><b>\(artifact.name)</b><div class=\"mono soft\">\(shownPath(artifact.path))</div>")
            if !artifact.files.isEmpty {
                out.html(
                    "<details class=\"files\"><summary>\(Phrases.count(artifact.fileCount, "file"))</summary><ul class=\"mono\">")
                for file in artifact.files { out.html("<li>\(file)</li>") }
                let rest = artifact.fileCount - artifact.files.count
                if rest > 0 { out.html("<li class=\"soft\">and \(DecimalText.grouped(rest)) more</li>") }
                out.raw("</ul></details>")
            }
            out.html("</td><td><a href=\"#job-\(placed.job.id)\">\(placed.title)</a></td><td>\(artifact.kind)</td>")
            out.html("<td class=\"number\">\(Phrases.size(artifact.size))</td></tr>\n")
        }
        out.raw("</tbody></table></div>\n</section>\n")
    }

    func writeEnvironments(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let rows = facts.jobs.compactMap { placed in placed.job.environment.map { (placed, $0) } }
        guard !rows.isEmpty else { return }
        out.raw(
            "<section id=\"environments\" aria-labelledby=\"environments-title\">\n<h2 id=\"environments-title\">Environments</h2>\n"
        )
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Environments\"><table><thead><tr>")
        out.raw(
            "<th scope=\"col\">Environment</th><th scope=\"col\">Action</th><th scope=\"col\">Job</th><th scope=\"col\">Address</th>"
        )
        out.raw("</tr></thead><tbody>\n")
        for (placed, environment) in rows {
            let mark = StatusMark(placed.job.status, allowsFailure: placed.job.allowsFailure)
            out.html("<tr><td><b>\(environment.name)</b></td><td>\(environment.action.rawValue)</td>")
            out.html(
                "<td>\(icon(mark))<a href=\"#job-\(placed.job.id)\">\(placed.title)</a> <span class=\"soft\">\(mark.word)</span></td><td>"
            )
            if let url = environment.url {
                // Anything but a web address stays text: `javascript:` must not become a link.
                if url.hasPrefix("https://") || url.hasPrefix("http://") {
                    out.html("<a href=\"\(url)\" rel=\"noreferrer noopener\">\(url)</a>")
                } else {
                    out.escaped(url)
                }
            }
            out.raw("</td></tr>\n")
        }
        out.raw("</tbody></table></div>\n</section>\n")
    }
}
