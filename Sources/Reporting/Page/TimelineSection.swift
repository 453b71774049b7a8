internal import PipelineModel
internal import RunHistory

extension HTMLReport {
    /// Rows a job up to here; beyond, jobs share the row of the slot they ran in.
    private static let rowLimit = 80

    /// When each job waited and ran. The jobs on the critical path carry the accent and a mark.
    func writeTimeline(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let ran = facts.jobs.filter { $0.job.startedAt != nil }
        guard !ran.isEmpty, facts.end > facts.start else { return }
        out.raw("<section id=\"timeline\" aria-labelledby=\"timeline-title\">\n<h2 id=\"timeline-title\">Timeline</h2>\n")
        writeCriticalPath(to: &out, facts)
        out.raw("<div class=\"gantt\">\n")
        writeScale(to: &out, facts)
        if ran.count <= Self.rowLimit {
            for placed in ran.sorted(by: { ($0.job.startedAt ?? 0, $0.job.id) < ($1.job.startedAt ?? 0, $1.job.id) }) {
                out.html(
                    "<div class=\"row\"><span class=\"who depth-\(min(placed.depth, 3))\">\(placed.job.name)</span><span class=\"track\">"
                )
                writeBar(to: &out, placed, facts, isLabelled: false)
                out.raw("</span></div>\n")
            }
        } else {
            for (slot, jobs) in Self.slots(ran, end: facts.end).enumerated() {
                out.html("<div class=\"row\"><span class=\"who\">Slot \(slot + 1)</span><span class=\"track\">")
                for placed in jobs { writeBar(to: &out, placed, facts, isLabelled: true) }
                out.raw("</span></div>\n")
            }
        }
        out.raw(
            "</div>\n<p class=\"key\"><span class=\"k-path\"></span>on the critical path <span class=\"k-bar\"></span>other jobs ")
        out.raw("<span class=\"k-failed\"></span>failed <span class=\"k-wait\"></span>waiting for a slot</p>\n</section>\n")
    }

    private func writeCriticalPath(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let steps = facts.criticalPath.steps
        let whole = facts.end - facts.start
        let top = steps.filter { $0.depth == 0 }
        guard top.count > 1 else { return }
        let busy = top.reduce(0) { $0 + $1.finishedAt - $1.startedAt }
        out.html(
            "<p>\(Phrases.count(top.count, "job")) decided the duration: \(Phrases.duration(busy)) of \(Phrases.duration(whole)).</p>\n"
        )
        out.raw("<ol class=\"path\">")
        for step in steps {
            let took = step.finishedAt - step.startedAt
            out.html(
                "<li class=\"depth-\(min(step.depth, 3))\"><a href=\"#job-\(step.job)\">\(step.name)</a> <b>\(Phrases.duration(took))</b>"
            )
            if step.depth == 0 { out.html(" <span class=\"soft\">\(Int((took / whole * 100).rounded())) %</span>") }
            if step.waited >= 1 { out.html(" <span class=\"soft\">after \(Phrases.duration(step.waited)) of waiting</span>") }
            out.raw("</li>")
        }
        out.raw("</ol>\n")
    }

    private func writeScale(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let whole = facts.end - facts.start
        let steps: [Double] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400]
        let step = steps.first { whole / $0 <= 7 } ?? (whole / 7)
        out.raw("<div class=\"row scale\" aria-hidden=\"true\"><span class=\"who\"></span><span class=\"track\">")
        var time = 0.0
        while time < whole * 0.96 {
            out.html("<span style=\"left:\(time / whole * 100)%\">\(time == 0 ? "0" : Phrases.duration(time))</span>")
            time += step
        }
        out.raw("</span></div>\n")
    }

    private func writeBar(to out: inout ByteBuffer, _ placed: ReportFacts.PlacedJob, _ facts: ReportFacts, isLabelled: Bool) {
        let whole = facts.end - facts.start
        func share(_ seconds: Double) -> Double { max(0, min(100, seconds / whole * 100)) }
        let job = placed.job
        let started = job.startedAt ?? facts.start
        let ended = job.finishedAt ?? facts.end
        if !isLabelled, let queued = job.queuedAt, started - queued >= 1 {
            out.html(
                "<span class=\"wait\" style=\"left:\(share(queued - facts.start))%;width:\(share(started - queued))%\"></span>")
        }
        if !isLabelled {
            for attempt in job.earlierAttempts {
                out.html("<span class=\"tried\" style=\"left:\(share(attempt.startedAt - facts.start))%;")
                out.html("width:\(share(attempt.finishedAt - attempt.startedAt))%\"></span>")
            }
        }
        let mark = StatusMark(job.status, allowsFailure: job.allowsFailure)
        let onPath = facts.criticalPath.contains(job.id)
        let words =
            "\(placed.title): \(mark.word), \(Phrases.duration(ended - started)), from \(Phrases.duration(started - facts.start))"
        out.html("<a href=\"#job-\(job.id)\" class=\"run \(mark.cssClass)\(onPath ? " critical" : "")\" ")
        out.html("style=\"left:\(share(started - facts.start))%;width:\(share(ended - started))%\" title=\"\(words)\">")
        if isLabelled {
            out.html("<span>\(job.name)</span></a>")
        } else {
            // Beside the bar and its earlier attempts, on the side that has room.
            let first = min(job.earlierAttempts.first?.startedAt ?? started, job.queuedAt ?? started)
            let place: Markup =
                share(ended - facts.start) > 85
                ? "right:\(100 - share(first - facts.start))%" : "left:\(share(ended - facts.start))%"
            out.html("</a><span class=\"took\" style=\"\(place)\">\(Phrases.duration(ended - started))</span>")
        }
    }

    /// Packs jobs into as few rows as jobs ran at once.
    private static func slots(_ jobs: [ReportFacts.PlacedJob], end: Double) -> [[ReportFacts.PlacedJob]] {
        var slots: [[ReportFacts.PlacedJob]] = []
        var free: [Double] = []
        for placed in jobs.sorted(by: { ($0.job.startedAt ?? 0) < ($1.job.startedAt ?? 0) }) {
            let start = placed.job.startedAt ?? 0
            let finish = placed.job.finishedAt ?? end
            if let slot = free.firstIndex(where: { $0 <= start }) {
                slots[slot].append(placed)
                free[slot] = finish
            } else {
                slots.append([placed])
                free.append(finish)
            }
        }
        return slots
    }
}
