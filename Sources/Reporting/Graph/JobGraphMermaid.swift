internal import PipelineModel

extension JobGraph {
    /// The graph as a Mermaid flowchart: a subgraph a stage, an arrow a need, dotted arrows between stages where jobs wait for all
    /// earlier stages. Instances of a `parallel` job are one node. Names are written as entity codes where Mermaid would read
    /// them as syntax. Reference: https://mermaid.js.org/syntax/flowchart.html
    package func mermaid() -> String {
        let grouped = GroupedGraph(self)
        var text = "flowchart LR\n"
        for (stage, name) in stages.enumerated() {
            text += "  subgraph s\(stage)[\"\(Self.mermaidText(name))\"]\n    direction TB\n"
            for (index, group) in grouped.groups.enumerated() where group.stage == stage {
                let mark = group.mark(in: self)
                let hasStatus = group.members.contains { nodes[$0].status != nil }
                var label = Self.mermaidText(group.name)
                if group.isStack { label += " ×\(group.members.count)" }
                if hasStatus { label = "\(mark.symbol) " + label }
                let notes = group.notes(in: self)
                if !notes.isEmpty { label += "<br/><small>\(Self.mermaidText(notes.joined(separator: ", ")))</small>" }
                let (open, close) = nodes[group.members[0]].isTrigger ? ("[[", "]]") : ("[", "]")
                text += "    j\(index)\(open)\"\(label)\"\(close)"
                text += hasStatus ? ":::\(mark.cssClass)\n" : "\n"
            }
            text += "  end\n"
        }
        for edge in grouped.edges { text += "  j\(edge.from) --> j\(edge.to)\n" }
        for stage in stages.indices.dropFirst() {
            let waits = grouped.groups.contains { group in
                group.stage == stage && group.members.contains { nodes[$0].waitsForStages }
            }
            if waits { text += "  s\(stage - 1) -.-> s\(stage)\n" }
        }
        if nodes.contains(where: { $0.status != nil }) {
            let used = Set(grouped.groups.map { $0.mark(in: self).cssClass })
            for (name, style) in Self.mermaidStyles where used.contains(name) { text += "  classDef \(name) \(style)\n" }
        }
        return text
    }

    private static let mermaidStyles = [
        ("s-success", "stroke:#1a7f37,stroke-width:2px"), ("s-warning", "stroke:#9a6700,stroke-width:2px"),
        ("s-failed", "stroke:#cf222e,stroke-width:2px"), ("s-running", "stroke:#0969da,stroke-width:2px"),
        ("s-waiting", "stroke:#9a6700"), ("s-manual", "stroke:#57606a,stroke-dasharray:4 3"),
        ("s-canceled", "stroke:#57606a"), ("s-skipped", "stroke:#8c959f,stroke-dasharray:2 3"), ("s-created", "stroke:#8c959f"),
    ]

    /// Text inside a quoted label: everything but letters, digits and harmless punctuation as a decimal entity code.
    static func mermaidText(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", "-", "_", ".", ",", "/", ":", "(", ")": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
            case _ where scalar.value < 0x80: result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
