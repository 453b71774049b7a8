internal import Execution
internal import Git
internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning
internal import Scheduling

/// `slipway list --compare REV`: the configuration of another version, planned for the same commit and event as this one's, and
/// what differs. Child pipelines that files of the repository define are compared, too.
struct PipelineComparison {
    /// A job that is part of neither plan, and what became of it.
    struct LeftOut: Hashable, Encodable {
        enum Change: String, Encodable { case added, removed, changed }

        var name: String
        var change: Change
    }

    /// The revision as it was given.
    let revision: String
    let commit: ObjectID
    private(set) var difference: PlanDifference
    private(set) var leftOut: [LeftOut]
    /// Child pipelines that cannot be compared, with the reason.
    private(set) var notCompared: [String] = []

    private struct Side {
        var project: Project
        var pipeline: Pipeline?
        var plan: Plan
        var configuration: FullConfiguration?
    }

    private let masking: SecretMasking

    init(_ project: Project, with revision: String, file: String, color: ColorChoice) async throws {
        self.revision = revision
        var older = project
        do {
            commit = try Self.commit(revision, project)
            older.source = TreeSource(snapshot: try RepositorySnapshot(repositoryAt: project.top, treeish: commit))
        } catch let error as GitError {
            throw Project.failure(error)
        }
        masking = SecretMasking(project.context.maskedValues)
        let old = try await Self.side(older, file, named: revision, color)
        let new = try await Self.side(project, file, named: nil, color)
        difference = Self.difference(old, new)
        leftOut = Self.leftOut(old, new)
        try await compareChildren(of: old, new, prefix: "", depth: 1)
        difference.mask(masking.masked(_:))
    }

    /// `main...` is where this commit left main, as in `git diff main...`.
    private static func commit(_ revision: String, _ project: Project) throws -> ObjectID {
        let repository = try Repository(discovering: project.top)
        guard revision.hasSuffix("...") else { return try GitFacts.resolveBranch(revision, repository) }
        let name = String(revision.dropLast(3))
        guard let base = try repository.mergeBase(GitFacts.resolveBranch(name, repository), project.commit.id) else {
            throw CommandFailure(.usage, "this commit and \(name) have no common history")
        }
        return base
    }

    /// - Parameter name: of the version, in messages; nil: the one that is looked at.
    private static func side(_ project: Project, _ file: String, named name: String?, _ color: ColorChoice) async throws -> Side {
        if name != nil, (try? project.source.contents(ofFile: file)) == .some(nil) {
            return Side(project: project, pipeline: nil, plan: Plan(stages: [], jobs: []), configuration: nil)
        }
        let loaded = try await project.load(file)
        var diagnostics = loaded.diagnostics.filter { $0.severity == .error }
        var result = PlanResult()
        if let pipeline = loaded.pipeline, diagnostics.isEmpty {
            result = Planner.plan(pipeline, in: project.context)
            diagnostics = result.diagnostics.filter { $0.severity == .error }
        }
        guard diagnostics.isEmpty, let pipeline = loaded.pipeline else {
            Console.note(DiagnosticFormatter(usesColor: Console.wantsColor(2, color)).text(diagnostics))
            throw CommandFailure(
                .invalidConfiguration, name.map { "there is no comparison: the configuration of \($0) is invalid" } ?? "")
        }
        return Side(
            project: project, pipeline: pipeline, plan: result.plan ?? Plan(stages: [], jobs: [], excluded: result.excluded),
            configuration: FullConfiguration(loaded))
    }

    private static func difference(_ old: Side, _ new: Side) -> PlanDifference {
        var difference = PlanDifference(
            from: old.plan, to: new.plan, beside: FullConfiguration.keywordsBesideTheModel
        ) { side, job, keyword in
            (side == .old ? old : new).configuration?.lines(of: keyword, ofJob: job) ?? []
        }
        // As with the rules of a job, those that come to the same in this context are told when they differ.
        if let before = old.pipeline?.workflow, let after = new.pipeline?.workflow,
            before.withoutLocations != after.withoutLocations
        {
            difference.pipeline.removeAll { $0.keyword.hasPrefix("workflow:") }
            difference.pipeline.append(
                .init(
                    "workflow", old: old.configuration?.lines(of: "workflow") ?? [],
                    new: new.configuration?.lines(of: "workflow") ?? []))
        }
        return difference
    }

    /// What changed and is no part of either plan: it matters in another context.
    private static func leftOut(_ old: Side, _ new: Side) -> [LeftOut] {
        let planned = Set((old.plan.jobs + new.plan.jobs).map(\.job.name))
        let before = Dictionary((old.pipeline?.jobs ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set((new.pipeline?.jobs ?? []).map(\.name))
        var found: [LeftOut] = []
        for job in new.pipeline?.jobs ?? [] where !planned.contains(job.name) {
            guard let earlier = before[job.name] else {
                found.append(LeftOut(name: job.name, change: .added))
                continue
            }
            let isSame =
                job.withoutLocations == earlier.withoutLocations
                && old.configuration?.lines(ofJob: job.name) == new.configuration?.lines(ofJob: job.name)
            if !isSame { found.append(LeftOut(name: job.name, change: .changed)) }
        }
        for name in before.keys.sorted() where !planned.contains(name) && !after.contains(name) {
            found.append(LeftOut(name: name, change: .removed))
        }
        return found
    }
}

// Child pipelines.
extension PipelineComparison {
    /// GitLab allows no deeper nesting.
    private static let maximumDepth = 2

    private mutating func compareChildren(of old: Side, _ new: Side, prefix: String, depth: Int) async throws {
        guard depth <= Self.maximumDepth else { return }
        let before = Dictionary(old.plan.jobs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for job in new.plan.jobs {
            guard case .child? = job.job.trigger?.target, let earlier = before[job.name], case .child? = earlier.job.trigger?.target
            else { continue }
            let name = prefix + job.name
            let sides = (await child(of: earlier, old), await child(of: job, new))
            switch sides {
            case (.success(let older), .success(let newer)):
                difference.add(Self.difference(older, newer), below: name)
                leftOut += Self.leftOut(older, newer).map { LeftOut(name: "\(name) » \($0.name)", change: $0.change) }
                try await compareChildren(of: older, newer, prefix: name + " » ", depth: depth + 1)
            case (.failure(let older), .failure(let newer)):
                if older.message == newer.message {
                    notCompared.append("\(name): \(newer.message)")
                } else {
                    difference.add(.init("child pipeline", old: [older.message], new: [newer.message]), to: name)
                }
            case (.failure(let older), .success(let newer)):
                difference.add(.init("child pipeline", old: [older.message], new: newer.plan.jobs.map(\.name)), to: name)
            case (.success(let older), .failure(let newer)):
                difference.add(.init("child pipeline", old: older.plan.jobs.map(\.name), new: [newer.message]), to: name)
            }
        }
    }

    /// The plan of what a trigger job starts, as far as it can be known before the jobs before it have run.
    private func child(of job: PlannedJob, _ side: Side) async -> Result<Side, ChildPipelineFailure> {
        do throws(ChildPipelineFailure) {
            let child = try await ChildPipelines(project: side.project).load(startedBy: job)
            return .success(
                Side(
                    project: child.project, pipeline: child.loaded.pipeline, plan: child.plan,
                    configuration: FullConfiguration(child.loaded)))
        } catch {
            return .failure(error)
        }
    }
}
