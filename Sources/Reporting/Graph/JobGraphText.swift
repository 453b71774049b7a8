extension JobGraph {
    /// The graph for a terminal: one block a stage, one line a job or stack, its needs beside or below it. Lines are at most
    /// `width` columns (at least 40) as far as names allow: a name is never cut. No colours, no trailing spaces, a newline at the end.
    package func text(width: Int = 80) -> String {
        guard !nodes.isEmpty else { return "No jobs.\n" }
        let grouped = GroupedGraph(self)
        let hasStatuses = nodes.contains { $0.status != nil }
        var incoming: [[Edge]] = Array(repeating: [], count: grouped.groups.count)
        for edge in grouped.edges { incoming[edge.to].append(edge) }

        let labels = grouped.groups.map { $0.isStack ? "\($0.name) ×\($0.members.count)" : $0.name }
        let column = min(labels.map(\.count).max() ?? 0, max(width, 40) / 2 - 4)
        var text = ""
        for (stage, name) in stages.enumerated() {
            if stage > 0 { text += "\n" }
            text += name + "\n"
            let members = grouped.groups.indices.filter { grouped.groups[$0].stage == stage }
            for index in members {
                let group = grouped.groups[index]
                var line = "  " + (hasStatuses ? group.mark(in: self).symbol + " " : "") + labels[index]
                var details: [String] = []
                if let duration = group.duration(in: self) { details.append(Phrases.duration(duration)) }
                details += group.notes(in: self)
                if let needs = needsPhrase(of: group, incoming[index], in: grouped) { details.append(needs) }
                let indent = column + (hasStatuses ? 4 : 2) + 2
                line += String(repeating: " ", count: max(indent - line.count, 2))
                text += wrapped(line, words: details, indent: indent, width: max(width, 40))
            }
        }
        return text
    }

    /// `needs build, lint (2 of 3)`, `starts at once`; nil when it waits for the earlier stages, as the order of blocks says.
    private func needsPhrase(of group: JobGroup, _ edges: [Edge], in grouped: GroupedGraph) -> String? {
        if edges.isEmpty {
            let startsAtOnce = group.stage > 0 && group.members.allSatisfy { !nodes[$0].waitsForStages }
            return startsAtOnce ? "starts at once" : nil
        }
        let names = edges.map { edge in
            let needed = grouped.groups[edge.from]
            guard let part = grouped.partialNeeds[edge] else { return needed.name }
            return "\(needed.name) (\(part) of \(needed.members.count))"
        }
        return "needs " + names.joined(separator: ", ")
    }

    /// Fills lines after `start` with the phrases, broken at the commas of a phrase where it must be, continued at `indent`.
    private func wrapped(_ start: String, words phrases: [String], indent: Int, width: Int) -> String {
        var lines = [start]
        var isFresh = true
        for (number, phrase) in phrases.enumerated() {
            let pieces = phrase.split(separator: ", ").map(String.init)
            for (index, piece) in pieces.enumerated() {
                let isLast = number == phrases.count - 1 && index == pieces.count - 1
                let separator = isFresh ? "" : (index == 0 ? " · " : " ")
                let addition = separator + piece + (index < pieces.count - 1 ? "," : "")
                // Room for a comma or a dot that follows.
                if !isFresh, lines[lines.count - 1].count + addition.count + (isLast ? 0 : 2) > width {
                    lines.append(
                        String(repeating: " ", count: indent + (index == 0 ? 0 : 2)) + addition.drop { $0 == " " || $0 == "·" })
                } else {
                    lines[lines.count - 1] += addition
                }
                isFresh = false
            }
        }
        return lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
