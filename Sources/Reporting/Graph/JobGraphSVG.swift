extension JobGraph {
    /// Where the drawing stands.
    package enum SVGSurroundings: Sendable {
        /// A file of its own: it brings its styles, light and dark.
        case file
        /// Inside a page that has the styles: jobs link to `#job-N`.
        case page
    }

    /// The graph as SVG. Instances of a `parallel` job are a stack. Every status is a word (in the title), a mark and a colour.
    package func svg(_ surroundings: SVGSurroundings = .file) -> String {
        var out = ByteBuffer(capacity: 4096 + nodes.count * 512)
        writeSVG(to: &out, surroundings)
        return out.text
    }

    package func writeSVG(to out: inout ByteBuffer, _ surroundings: SVGSurroundings) {
        let grouped = GroupedGraph(self)
        let labels = grouped.groups.map { TextMeasure.fitted($0.name, into: 210) }
        let durations = grouped.groups.map { $0.duration(in: self).map(Phrases.duration) }
        let layout = JobGraphLayout(grouped, stageCount: stages.count) { index in
            let aside = (durations[index] ?? "") + (grouped.groups[index].isStack ? " ×000 · " : "")
            return 36 + TextMeasure.width(labels[index]) + (aside.isEmpty ? 8 : TextMeasure.width(aside) * 0.86 + 18)
        }
        // Stacks show the edges of two cards behind them.
        let margin = 8.0
        out.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"group\" aria-label=\"Job graph: ")
        out.escaped(Phrases.count(nodes.count, "job") + " in " + Phrases.count(stages.count, "stage"))
        out.raw("\" viewBox=\"")
        out.decimal(-margin)
        out.raw(" ")
        out.decimal(-margin)
        out.raw(" ")
        out.decimal(layout.width + 2 * margin)
        out.raw(" ")
        out.decimal(layout.height + 2 * margin)
        out.raw("\" width=\"")
        out.decimal(layout.width + 2 * margin, digits: 0)
        out.raw("\" height=\"")
        out.decimal(layout.height + 2 * margin, digits: 0)
        if surroundings == .page {
            // Shrinks with the page as long as its text can be read; then it scrolls.
            out.raw("\" style=\"min-width:")
            out.decimal(layout.width * 0.82, digits: 0)
            out.raw("px")
        }
        out.raw("\">\n")
        if surroundings == .file {
            out.raw("<style>")
            out.raw(GraphStyle.colours)
            out.raw(GraphStyle.rules)
            out.raw("</style>\n<rect class=\"paper\" x=\"-8\" y=\"-8\" width=\"100%\" height=\"100%\"/>\n")
        }
        writeStages(to: &out, grouped, layout)
        writeEdges(to: &out, grouped, layout)
        for index in grouped.groups.indices {
            let group = grouped.groups[index]
            writeGroup(
                to: &out, group, number: index, label: labels[index], aside: durations[index], box: layout.boxes[index],
                linked: surroundings == .page)
        }
        out.raw("</svg>\n")
    }

    private func writeStages(to out: inout ByteBuffer, _ grouped: GroupedGraph, _ layout: JobGraphLayout) {
        for (stage, panel) in layout.panels.enumerated() {
            out.rectangle("panel", panel.x, panel.y, panel.width, panel.height, radius: 8)
            out.raw("<text class=\"stage\" x=\"")
            out.decimal(panel.x + 14)
            out.raw("\" y=\"25\"><title>")
            out.escaped(stages[stage])
            out.raw("</title>")
            out.escaped(TextMeasure.fitted(stages[stage], into: panel.width - 20))
            out.raw("</text>\n")
            let waits = grouped.groups.contains { $0.stage == stage && $0.members.contains { nodes[$0].waitsForStages } }
            guard stage > 0, waits else { continue }
            let previous = layout.panels[stage - 1]
            let start = previous.x + previous.width
            out.raw("<path class=\"barrier\" d=\"M")
            out.decimal(start + 6)
            out.raw(" 20H")
            out.decimal(panel.x - 7)
            out.raw("m-5 -5l5 5l-5 5\"><title>waits for all earlier stages</title></path>\n")
        }
    }

    private func writeEdges(to out: inout ByteBuffer, _ grouped: GroupedGraph, _ layout: JobGraphLayout) {
        out.raw("<g class=\"edges\">\n")
        for (edge, passages) in zip(grouped.edges, layout.passages) {
            let from = layout.boxes[edge.from]
            let to = layout.boxes[edge.to]
            var points = [JobGraphLayout.Point(x: from.x + from.width, y: from.midY)]
            points += passages
            points.append(JobGraphLayout.Point(x: to.x, y: to.midY))
            out.raw("<path data-from=\"")
            out.raw(edge.from)
            out.raw("\" data-to=\"")
            out.raw(edge.to)
            out.raw("\" d=\"M")
            out.point(points[0])
            for (index, point) in points.enumerated().dropFirst() {
                // Odd steps cross a channel and bend; even steps run straight through a column.
                if index % 2 == 0 {
                    out.raw("H")
                    out.decimal(point.x, digits: 1)
                    continue
                }
                let middle = (points[index - 1].x + point.x) / 2
                out.raw("C")
                out.point(.init(x: middle, y: points[index - 1].y))
                out.raw(" ")
                out.point(.init(x: middle, y: point.y))
                out.raw(" ")
                out.point(point)
            }
            out.raw("\"><title>")
            out.escaped("\(grouped.groups[edge.to].name) needs \(grouped.groups[edge.from].name)")
            out.raw("</title></path>\n")
        }
        out.raw("</g>\n")
    }

    private func writeGroup(
        to out: inout ByteBuffer, _ group: JobGroup, number: Int, label: String, aside: String?, box: JobGraphLayout.Box,
        linked: Bool
    ) {
        let mark = group.mark(in: self)
        let target = linked ? group.members.first { StatusMark(nodes[$0].status) == mark } ?? group.members.first : nil
        let job = target.flatMap { nodes[$0].jobID }
        if let job {
            out.raw("<a href=\"#job-")
            out.raw(job)
            out.raw("\">")
        }
        out.raw("<g class=\"node ")
        out.raw(verbatim: mark.cssClass)
        out.raw("\" data-node=\"")
        out.raw(number)
        out.raw("\"><title>")
        out.escaped(title(of: group, mark))
        out.raw("</title>")
        if group.isStack {
            out.rectangle("card", box.x + 6, box.y + 6, box.width - 2, box.height, radius: 6)
            out.rectangle("card", box.x + 3, box.y + 3, box.width, box.height, radius: 6)
        }
        out.rectangle("card", box.x, box.y, box.width, box.height, radius: 6)
        out.statusIcon(mark, x: box.x + 9, y: box.midY - 8)
        out.raw("<text x=\"")
        out.decimal(box.x + 32)
        out.raw("\" y=\"")
        out.decimal(box.midY + 4.5)
        out.raw("\">")
        out.escaped(label)
        out.raw("</text>")
        let note = [group.isStack ? "×\(group.members.count)" : nil, aside].compactMap { $0 }.joined(separator: " · ")
        if !note.isEmpty {
            out.raw("<text class=\"aside\" x=\"")
            out.decimal(box.x + box.width - 10)
            out.raw("\" y=\"")
            out.decimal(box.midY + 4.5)
            out.raw("\">")
            out.escaped(note)
            out.raw("</text>")
        }
        out.raw("</g>")
        if job != nil { out.raw("</a>") }
        out.raw("\n")
    }

    /// `rspec ×3: 2 passed, 1 failed`; `deploy: manual, child pipeline, 12 s`.
    private func title(of group: JobGroup, _ mark: StatusMark) -> String {
        var parts: [String] = []
        if group.isStack {
            var counts: [(word: String, count: Int)] = []
            for member in group.members where nodes[member].status != nil {
                let word = StatusMark(nodes[member].status, allowsFailure: nodes[member].allowsFailure).word
                if let index = counts.firstIndex(where: { $0.word == word }) {
                    counts[index].count += 1
                } else {
                    counts.append((word, 1))
                }
            }
            parts += counts.map { "\($0.count) \($0.word)" }
        } else if nodes[group.members[0]].status != nil {
            parts.append(mark.word)
        }
        parts += group.notes(in: self)
        if let duration = group.duration(in: self) { parts.append((group.isStack ? "longest " : "") + Phrases.duration(duration)) }
        let name = group.isStack ? "\(group.name) ×\(group.members.count)" : group.name
        return parts.isEmpty ? name : name + ": " + parts.joined(separator: ", ")
    }
}

extension ByteBuffer {
    fileprivate mutating func point(_ point: JobGraphLayout.Point) {
        decimal(point.x, digits: 1)
        raw(" ")
        decimal(point.y, digits: 1)
    }

    fileprivate mutating func rectangle(
        _ cssClass: StaticString, _ x: Double, _ y: Double, _ width: Double, _ height: Double, radius: Int
    ) {
        raw("<rect class=\"")
        raw(cssClass)
        raw("\" x=\"")
        decimal(x)
        raw("\" y=\"")
        decimal(y)
        raw("\" width=\"")
        decimal(width)
        raw("\" height=\"")
        decimal(height)
        raw("\" rx=\"")
        raw(radius)
        raw("\"/>")
    }
}
