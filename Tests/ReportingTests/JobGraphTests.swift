import PipelineModel
import Reporting
import RunHistory
import Testing

@Suite struct JobGraphTests {
    @Test func recordedRunAsText() throws {
        try expectSnapshot(JobGraph(pipeline: Fixture.root()).text(), "graph.txt")
    }

    @Test func recordedRunAsMermaid() throws {
        try expectSnapshot(JobGraph(pipeline: Fixture.root()).mermaid(), "graph.mmd")
    }

    @Test func recordedRunAsSVG() throws {
        try expectSnapshot(JobGraph(pipeline: Fixture.root()).svg(), "graph.svg")
    }

    @Test func textKeepsToItsWidth() throws {
        let graph = JobGraph(pipeline: try Fixture.root())
        for width in [60, 80, 120] {
            for line in graph.text(width: width).split(separator: "\n") {
                #expect(line.count <= width, "\(line)")
            }
        }
    }

    @Test func planHasNoStatusMarks() {
        var deploy = PlannedJob(name: "deploy", job: job("deploy", stage: "deploy"))
        deploy.needs = ["build 1/2", "gone"]
        deploy.when = .manual
        var report = PlannedJob(name: "report", job: job("report", stage: "deploy"))
        report.needs = []
        let builds = (1...2).map { PlannedJob(name: "build \($0)/2", job: job("build", stage: "build")) }
        let graph = JobGraph(plan: Plan(stages: ["build", "empty", "deploy"], jobs: builds + [deploy, report]))
        #expect(graph.edges == [JobGraph.Edge(from: 0, to: 2)])
        #expect(
            graph.text() == """
                build
                  build ×2

                deploy
                  deploy    manual · needs build (1 of 2)
                  report    starts at once

                """)
    }

    @Test(arguments: [
        ("rspec 1/3", "rspec"), ("deploy: [aws, blue]", "deploy"), ("a: b: [c]", "a: b"),
    ])
    func instancesShareANode(name: String, base: String) {
        let nodes = [name, name + " twin"].map { JobGraph.Node(name: $0, stage: "test") }
        let twin = JobGraph.Node(name: name.hasSuffix("]") ? base + ": [other]" : base + " 2/3", stage: "test")
        let graph = JobGraph(stages: ["test"], nodes: nodes + [twin], needs: [nil, nil, nil])
        #expect(graph.text().contains("\(base) ×2"))
    }

    @Test(arguments: ["rspec", "1/3", "rspec 1/", "rspec /3", "rspec a/3", "rspec 1/2/3", ": [x]", "x [y]"])
    func otherNamesStayAlone(name: String) {
        let nodes = [name, name].map { JobGraph.Node(name: $0, stage: "test") }
        #expect(!JobGraph(stages: ["test"], nodes: nodes, needs: [nil, nil]).text().contains("×"))
    }

    @Test(arguments: [
        "a\"]; click j0 href \"x", "end", "<script>alert(1)</script>", "a`b`", "%%{init: {}}%%", "a#quot;b", "x --> y",
        "line\nbreak", "[[x]]",
    ])
    func mermaidNamesAreNotSyntax(name: String) throws {
        let graph = JobGraph(stages: [name], nodes: [JobGraph.Node(name: name, stage: name)], needs: [nil])
        let lines = graph.mermaid().split(separator: "\n")
        #expect(lines.count == 5)
        for line in lines where line.contains("\"") {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            try #require(parts.count == 3)
            let label = parts[1]
            #expect(!label.contains { "<>`%[]{}&'".contains($0) })
        }
    }

    @Test func svgNamesAreEscaped() {
        let name = "</text><script>alert('1')</script>&\u{0}"
        let svg = JobGraph(stages: [name], nodes: [JobGraph.Node(name: name, stage: name)], needs: [nil]).svg()
        #expect(!svg.contains("<script"))
        #expect(!svg.utf8.contains(0))
        #expect(svg.contains("&lt;/text&gt;"))
    }

    @Test func everyStatusHasItsOwnShape() {
        let statuses: [Status] = [.success, .failed, .running, .pending, .canceled, .skipped, .manual, .scheduled, .created]
        let marks = statuses.map { StatusMark($0) } + [StatusMark(.failed, allowsFailure: true)]
        #expect(Set(marks.map(\.path)).count == marks.count)
        #expect(Set(marks.map(\.symbol)).count == marks.count)
        #expect(Set(marks.map(\.word)).count == marks.count)
    }

    @Test func aThousandJobsAreDrawnAsStacks() throws {
        var nodes: [JobGraph.Node] = []
        var needs: [[String]?] = []
        for stage in 0..<5 {
            for job in 0..<20 {
                for instance in 1...10 {
                    nodes.append(JobGraph.Node(name: "job \(stage)-\(job) \(instance)/10", stage: "stage \(stage)"))
                    needs.append(stage == 0 ? nil : (1...10).map { "job \(stage - 1)-\((job * 7) % 20) \($0)/10" })
                }
            }
        }
        let graph = JobGraph(stages: (0..<5).map { "stage \($0)" }, nodes: nodes, needs: needs)
        let svg = graph.svg()
        #expect(svg.components(of: "class=\"node ") == 100)
        #expect(svg.components(of: "data-from=") == 80)
        #expect(svg.utf8.count < 200_000)
    }

    @Test func emptyAndCircularGraphsAreDrawn() {
        #expect(JobGraph(stages: [], nodes: [], needs: []).text() == "No jobs.\n")
        #expect(JobGraph(stages: [], nodes: [], needs: []).svg().hasSuffix("</svg>\n"))
        let nodes = ["a", "b"].map { JobGraph.Node(name: $0, stage: "test") }
        let graph = JobGraph(stages: ["test"], nodes: nodes, needs: [["b", "a"], ["a"]])
        #expect(graph.edges.count == 2)
        #expect(graph.svg().components(of: "class=\"node ") == 2)
    }

    private func job(_ name: String, stage: String) -> Job {
        var job = Job(name: name, location: SourceLocation(file: ".gitlab-ci.yml", line: 1, column: 1))
        job.stage = stage
        return job
    }
}

extension String {
    /// How often `part` occurs.
    func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
