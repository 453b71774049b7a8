internal import FoundationEssentials
internal import Git
internal import KayobeConfig

/// The difference between the files that Kolla Ansible would write for two revisions of a Kayobe configuration.
///
/// Both sides are exported, their secrets compared and replaced by tokens, and rendered by the real Kayobe and Kolla Ansible; what was
/// rendered is kept in the cache. A failure on either side is an error: there is never part of a diff.
package struct KollaDiffer: Sendable {
    /// A path in the repository.
    package var repository: String
    package var cache: CacheDirectory
    package var options: RenderOptions
    package var progress: @Sendable (RenderProgress) -> Void

    package init(
        repository: String, cache: CacheDirectory, options: RenderOptions,
        progress: @escaping @Sendable (RenderProgress) -> Void = { _ in }
    ) {
        self.repository = repository
        self.cache = cache
        self.options = options
        self.progress = progress
    }

    /// A side on its way to being rendered.
    private struct Candidate: Sendable {
        var name: String
        var work: String
        var source: RevisionSource.Exported
        var pair: PythonEnvironments.Pair
        var key = ""
    }

    /// - Throws: `KollaDiffError`; nothing is left behind but finished renders and Python environments in the cache.
    package func diff(base: RevisionSource, head: RevisionSource) async throws(KollaDiffError) -> ConfigurationDiff {
        let start = ContinuousClock.now
        let workspace = try Workspace(in: cache)
        defer { workspace.remove() }
        // What is wrong with either side is said before minutes are spent on the other.
        let exported = try [
            export(base, as: "base", in: workspace), export(head, as: "head", in: workspace),
        ]
        var candidates = try await install(exported)
        let (secrets, keeper) = try await redact(&candidates, in: workspace)
        // Before a render puts into its tree what Kayobe makes up there, such as passwords: a side from the cache has none of it.
        let trees = try candidates.map { candidate throws(KollaDiffError) in
            try ConfigurationTree(tree: candidate.work + "/config", environment: options.environment)
        }
        let held = try renderCache.hold(candidates.map(\.key))
        defer { withExtendedLifetime(held) {} }
        let rendered = try await render(candidates)
        try await keeper.refuseLeaks(
            sealed: candidates.map { workspace.sealed($0.name) }, public: candidates.map { $0.work + "/config" },
            trees: candidates.map { renderCache.nodes($0.key) })
        let groups = rendered[0].record.hosts.merging(rendered[1].record.hosts) { _, head in head }
        let classes = HostClassification.classes(of: groups)
        let (changes, rollout) = try rollOut(candidates, trees, rendered, classes)
        let elapsed = ContinuousClock.now - start
        return ConfigurationDiff(
            base: side(candidates[0]), head: side(candidates[1]), environment: options.environment, hostClasses: classes,
            changes: changes, secrets: secrets, rollout: rollout, renderedFiles: rendered[1].tree.fileCount,
            duration: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18,
            warnings: warnings(rendered))
    }

    /// The changes with what they restart, and the plan to roll them out.
    private func rollOut(
        _ candidates: [Candidate], _ trees: [ConfigurationTree], _ rendered: [RenderedRevision],
        _ classes: [ConfigurationDiff.HostClass]
    ) throws(KollaDiffError) -> ([ConfigurationDiff.FileChange], RolloutPlan) {
        let (base, head, pair) = (rendered[0], rendered[1], candidates[1].pair)
        let kolla = pair.kolla + "/share/kolla-ansible/ansible"
        let release = try KollaRelease(directory: kolla)
        let changes = TreeComparison.changes(from: base, to: head, hostClasses: classes, release: release)
        let hosts = HostPlanner(
            release: try KayobeRelease(directory: pair.kayobe + "/share/kayobe/ansible"), base: trees[0], head: trees[1],
            globals: RenderedGlobals(base: base.record.globals, head: head.record.globals),
            baseHosts: base.record.hosts, headHosts: head.record.hosts)
        let inventory: Inventory
        do throws(GitError) {
            inventory = try KayobeConfiguration(candidates[1].source.snapshot).inventory(environment: options.environment).inventory
        } catch { throw KollaDiffError(error) }
        let seed = ReleaseUpgrade.SeedHosts(
            seeds: inventory.hosts(in: "seed").sorted(), hypervisors: inventory.hosts(in: "seed-hypervisor").sorted())
        let planner = RolloutPlanner(base: base, head: head, release: release, options: options, seed: seed)
        let other = candidates[0].pair.kolla + "/share/kolla-ansible/ansible"
        let plan = planner.plan(
            changes, source: hosts.plan(), definitions: try ContainerDefinitions(directory: kolla),
            baseDefinitions: other == kolla ? nil : try ContainerDefinitions(directory: other))
        return (changes, plan)
    }

    /// Renders one revision into a directory: one folder a host.
    /// - Parameter output: must not exist, or be empty.
    package func render(_ source: RevisionSource, to output: String) async throws(KollaDiffError) -> RenderedRevision {
        let existing = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
        guard existing.isEmpty else {
            throw KollaDiffError(.system, operation: "render into \(output)", message: "the directory is not empty")
        }
        let workspace = try Workspace(in: cache)
        defer { workspace.remove() }
        var candidates = try await install([try export(source, as: "revision", in: workspace)])
        let (_, keeper) = try await redact(&candidates, in: workspace)
        let held = try renderCache.hold(candidates.map(\.key))
        defer { withExtendedLifetime(held) {} }
        let rendered = try await render(candidates)
        try await keeper.refuseLeaks(
            sealed: [workspace.sealed("revision")], public: [candidates[0].work + "/config"],
            trees: [renderCache.nodes(candidates[0].key)])
        do {
            try? FileManager.default.removeItem(atPath: output)
            let temporary = output + ".part"
            try? FileManager.default.removeItem(atPath: temporary)
            try FileManager.default.copyItem(atPath: renderCache.nodes(candidates[0].key), toPath: temporary)
            try FileManager.default.moveItem(atPath: temporary, toPath: output)
        } catch { throw KollaDiffError(.system, operation: "render into \(output)", message: "\(error)") }
        return rendered[0]
    }

    private var renderCache: RenderCache { RenderCache(cache) }

    /// A side whose files are there and make sense.
    private struct Exported {
        var name: String
        var work: String
        var source: RevisionSource.Exported
        var pins: ReleasePins
    }

    private func export(_ source: RevisionSource, as name: String, in workspace: Workspace) throws(KollaDiffError) -> Exported {
        let work = try workspace.side(name)
        let exported = try source.export(from: repository, to: work + "/config")
        let label = "\(name) (\(exported.revision))"
        try ConfigurationCheck.check(tree: work + "/config", environment: options.environment, side: label)
        try ConfigurationCheck.variables(of: exported.snapshot, environment: options.environment, side: label)
        let pins = try ConfigurationCheck.pins(
            of: exported.snapshot, tree: work + "/config", environment: options.environment, kollaAnsible: options.kollaAnsible,
            side: label)
        return Exported(name: name, work: work, source: exported, pins: pins)
    }

    /// Gives each side the environments that it pins.
    private func install(_ sides: [Exported]) async throws(KollaDiffError) -> [Candidate] {
        let environments = PythonEnvironments(cache: cache, offline: options.offline) { [progress] in progress(.note($0)) }
        var candidates: [Candidate] = []
        for side in sides {
            let pair = try await environments.pair(for: side.pins)
            candidates.append(Candidate(name: side.name, work: side.work, source: side.source, pair: pair))
        }
        return candidates
    }

    private func redact(
        _ candidates: inout [Candidate], in workspace: Workspace
    ) async throws(KollaDiffError) -> (secrets: [ConfigurationDiff.SecretChange], keeper: SecretKeeper) {
        let keeper = SecretKeeper(
            python: candidates[0].pair.kayobe + "/bin/python", environment: options.environment, passwords: options.vaultSecrets,
            home: workspace.path)
        let redaction = try await keeper.redact(
            candidates.map { SecretKeeper.Side(name: $0.name, tree: $0.work + "/config", sealed: workspace.sealed($0.name)) },
            inputs: candidates.map { RenderKey(pair: $0.pair, options: options, ground: cache.ground).inputs })
        guard redaction.digests.count == candidates.count else {
            throw KollaDiffError(.system, operation: "read the secrets", message: "no digest for every side")
        }
        for index in candidates.indices { candidates[index].key = redaction.digests[index] }
        return (redaction.secrets, keeper)
    }

    /// Sides that are not in the cache are rendered, both at once where the system allows it; the second then follows the first, and
    /// takes over from it what comes out the same.
    private func render(_ candidates: [Candidate]) async throws(KollaDiffError) -> [RenderedRevision] {
        let isolation = await RenderIsolation.strongest(cache: cache)
        // The same files on both sides are rendered once.
        let distinct = candidates.enumerated().filter { index, side in !candidates[..<index].contains { $0.key == side.key } }.map(
            \.element)
        let leader = try leading(distinct, isolation: isolation)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            for (index, candidate) in distinct.enumerated() {
                group.addTask {
                    defer { if index == 0 { leader?.end() } }
                    do throws(KollaDiffError) {
                        return Outcome(
                            key: candidate.key,
                            revision: try await render(
                                candidate, isolation: isolation, first: distinct[0].key, following: index == 0 ? nil : leader))
                    } catch {
                        return Outcome(key: candidate.key, error: error)
                    }
                }
                // The next then finds in the cache what this one has done.
                if isolation == .turns, let outcome = await group.next() {
                    outcomes.append(outcome)
                    if outcome.error != nil { break }
                }
            }
            for await outcome in group {
                outcomes.append(outcome)
                if outcome.error != nil { group.cancelAll() }
            }
            return outcomes
        }
        var rendered: [RenderedRevision] = []
        var failures: [KollaDiffError] = []
        for candidate in candidates {
            guard let outcome = outcomes.first(where: { $0.key == candidate.key }) else { continue }
            if let revision = outcome.revision { rendered.append(revision) }
            if let error = outcome.error { failures.append(error) }
        }
        // The error that came first, not the cancellation that followed from it.
        if let failure = failures.first(where: { $0.code != .canceled }) ?? failures.first { throw failure }
        guard rendered.count == candidates.count else {
            throw KollaDiffError(
                .system, operation: "render", message: "\(rendered.count) of \(candidates.count) sides were rendered")
        }
        return rendered
    }

    /// What came of rendering one side: one of the two is there.
    private struct Outcome: Sendable {
        var key: String
        var revision: RenderedRevision?
        var error: KollaDiffError?
    }

    /// The side that the other can follow: both are rendered now, by the driver, with the same releases.
    private func leading(_ sides: [Candidate], isolation: RenderIsolation) throws(KollaDiffError) -> LeadingRender? {
        guard sides.count == 2, isolation != .turns, options.engine == .driver, !options.isFresh,
            sides[0].pair == sides[1].pair, !sides.contains(where: { renderCache.holds($0.key) })
        else { return nil }
        return try LeadingRender(folder: sides[0].work)
    }

    /// - Parameters:
    ///   - first: the key of the side that is most like this one.
    ///   - following: the render of that side, when it goes on at the same time.
    private func render(
        _ candidate: Candidate, isolation: RenderIsolation, first: String, following: LeadingRender?
    ) async throws(KollaDiffError) -> RenderedRevision {
        if !options.isFresh, let cached = renderCache.revision(candidate.key) {
            progress(.finished(side: candidate.name, files: cached.tree.fileCount, fromCache: true))
            return cached
        }
        let label = candidate.name == "revision" ? candidate.source.revision : "\(candidate.name) (\(candidate.source.revision))"
        let origin = RenderCache.Origin(
            revision: candidate.source.revision, commit: candidate.source.commit, title: candidate.source.title,
            environment: options.environment, kayobe: candidate.pair.kayobeVersion,
            kollaAnsible: candidate.pair.kollaAnsibleVersion, kollaTags: options.completeTags, kollaLimit: options.kollaLimit)
        let nearest = options.isFresh || options.engine == .stock ? nil : renderCache.nearest(to: origin, first: first)
        defer { withExtendedLifetime(nearest) {} }
        let renderer = KollaRenderer(
            pair: candidate.pair, cache: cache, isolation: isolation, options: options, side: label, trace: nearest?.trace,
            leader: following?.folder, progress: progress)
        var record: RenderedRevision.Record
        do throws(KollaDiffError) { record = try await renderer.render(in: candidate.work) } catch {
            throw await FailureLine.complete(
                error, tree: candidate.work + "/config", environment: options.environment,
                python: candidate.pair.kayobe + "/bin/python")
        }
        record.globals = FileManager.default.contents(atPath: candidate.work + "/kolla/globals.yml").map {
            String(decoding: $0, as: UTF8.self)
        }
        let former = options.isFresh ? renderCache.revision(candidate.key) : nil
        let revision = try renderCache.store(
            candidate.key, from: candidate.work, record: record, origin: origin, isReplacing: options.isFresh)
        if let former, former.tree != revision.tree {
            progress(.note("\(label) was not the same in the cache; it is now what was rendered. Please report this"))
        }
        progress(.finished(side: candidate.name, files: revision.tree.fileCount, fromCache: false))
        return revision
    }

    private func side(_ candidate: Candidate) -> ConfigurationDiff.Side {
        ConfigurationDiff.Side(
            revision: candidate.source.revision, commit: candidate.source.commit, title: candidate.source.title,
            kayobe: candidate.pair.kayobeVersion, kollaAnsible: candidate.pair.kollaAnsibleVersion)
    }

    private func warnings(_ rendered: [RenderedRevision]) -> [String] {
        var warnings: [String] = []
        for warning in rendered.flatMap(\.record.refusals) where !warnings.contains(warning) { warnings.append(warning) }
        return warnings
    }
}
