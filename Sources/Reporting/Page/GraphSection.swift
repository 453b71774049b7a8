internal import PipelineModel
internal import RunHistory

extension HTMLReport {
    /// The graph of the root pipeline, and of each child pipeline below it.
    func writeGraphs(to out: inout ByteBuffer) {
        out.raw("<section id=\"graph\" aria-labelledby=\"graph-title\">\n<h2 id=\"graph-title\">Job graph</h2>\n")
        for pipeline in run.pipelines {
            let isChild = pipeline.parentJob != nil
            let name = pipeline.name ?? "pipeline \(pipeline.id)"
            if isChild {
                let mark = StatusMark(pipeline.status)
                out.html(
                    "<details class=\"child\"\(pipeline.status == .failed ? " open" as Markup : "")><summary>\(icon(mark))Child pipeline "
                )
                out.html(
                    "<b>\(name)</b> <span class=\"soft\">\(mark.word), \(Phrases.count(pipeline.jobs.count, "job"))</span></summary>\n"
                )
            }
            out.html("<div class=\"canvas\" tabindex=\"0\" role=\"region\" aria-label=\"Graph of \(name)\">\n")
            JobGraph(pipeline: pipeline).writeSVG(to: &out, .page)
            out.raw(isChild ? "</div>\n</details>\n" : "</div>\n")
        }
        out.raw("</section>\n")
    }
}
