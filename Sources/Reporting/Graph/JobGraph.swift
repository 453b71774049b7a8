package import PipelineModel
package import RunHistory

/// The jobs of one pipeline and what they wait for, as far as drawing needs it. It is written as text, Mermaid or SVG.
package struct JobGraph: Hashable, Sendable {
    package struct Node: Hashable, Sendable {
        package var name: String
        package var stage: String
        /// nil before the run.
        package var status: Status?
        package var allowsFailure = false
        package var when = When.onSuccess
        /// True for a job that starts another pipeline.
        package var isTrigger = false
        /// Seconds; nil when it has not run.
        package var duration: Double?
        /// True when it has no `needs`: it waits for all jobs of earlier stages.
        package var waitsForStages = true
        /// Number of the job in the run; nil for a plan. Names the link target of the job in a page.
        package var jobID: Int?

        package init(name: String, stage: String, status: Status? = nil) {
            self.name = name
            self.stage = stage
            self.status = status
        }
    }

    /// An explicit need: `to` waits for `from`. Indices into `nodes`.
    package struct Edge: Hashable, Sendable {
        package var from: Int
        package var to: Int

        package init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// The stages that hold nodes, in order.
    package var stages: [String]
    package var nodes: [Node]
    package var edges: [Edge]

    /// Stages without nodes are dropped; a stage that only nodes name comes last. Needs of unknown names are left out: they are
    /// optional needs of jobs that are not part of the pipeline.
    package init(stages: [String], nodes: [Node], needs: [[String]?]) {
        let used = Set(nodes.map(\.stage))
        var ordered = stages.filter { used.contains($0) }
        for node in nodes where !ordered.contains(node.stage) { ordered.append(node.stage) }
        self.stages = ordered
        self.nodes = nodes
        let indices = Dictionary(nodes.indices.map { (nodes[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
        var edges: [Edge] = []
        for (index, names) in zip(nodes.indices, needs) {
            self.nodes[index].waitsForStages = names == nil
            var seen: Set<Int> = [index]
            for name in names ?? [] {
                if let source = indices[name], seen.insert(source).inserted { edges.append(Edge(from: source, to: index)) }
            }
        }
        self.edges = edges
    }

    /// The graph of a plan: nothing has a status.
    package init(plan: Plan) {
        let nodes = plan.jobs.map { job in
            var node = Node(name: job.name, stage: job.stage)
            node.when = job.when
            node.isTrigger = job.isTrigger
            node.allowsFailure = job.allowFailure != .no
            return node
        }
        self.init(stages: plan.stages, nodes: nodes, needs: plan.jobs.map(\.needs))
    }

    /// The graph of a pipeline that runs or ran.
    package init(pipeline: PipelineRecord) {
        let nodes = pipeline.jobs.map { job in
            var node = Node(name: job.name, stage: job.stage, status: job.status)
            node.when = job.when
            node.isTrigger = job.downstreamPipeline != nil
            node.allowsFailure = job.allowsFailure
            node.duration = job.duration
            node.jobID = job.id
            return node
        }
        self.init(stages: pipeline.stages, nodes: nodes, needs: pipeline.jobs.map(\.needs))
    }
}
