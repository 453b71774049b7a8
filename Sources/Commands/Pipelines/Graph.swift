internal import ArgumentParser
internal import PipelineModel
internal import Reporting

/// `slipway graph`: the jobs and what they wait for.
struct Graph: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, mermaid, svg, json
    }

    static let configuration = CommandConfiguration(
        abstract: "Draw the job graph: stages and needs, as text, Mermaid or SVG.",
        discussion: """
            EXAMPLES
              slipway graph
              slipway graph --format mermaid >pipeline.mmd
              slipway graph --format svg --target main >pipeline.svg
            """)

    @Option(help: "text, mermaid, svg or json.")
    var format: Format = .text

    @OptionGroup var options: PlanOptions

    func run() async throws {
        let planned = try await PlannedPipeline(
            options.openProject(), file: options.context.file, color: options.location.color)
        let plan = planned.plan ?? Plan(stages: [], jobs: [])
        let graph = JobGraph(plan: plan)
        switch format {
        case .text: Console.write(graph.text(width: TerminalSize.columns(of: 1)))
        case .mermaid: Console.write(graph.mermaid())
        case .svg: Console.write(graph.svg())
        case .json: Console.writeLine(try JSONOutput.text(PlanListing(plan)))
        }
    }
}
