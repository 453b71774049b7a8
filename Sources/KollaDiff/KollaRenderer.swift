internal import FoundationEssentials
internal import Glibc
internal import Processes

/// Renders one exported, redacted configuration with the real Kayobe and the real Kolla Ansible.
struct KollaRenderer: Sendable {
    var pair: PythonEnvironments.Pair
    var cache: CacheDirectory
    var isolation: RenderIsolation
    var options: RenderOptions
    /// `base` or `head`, for progress and errors.
    var side: String
    /// The folder with the records of an earlier render; what would come out the same is taken from there.
    var trace: String?
    /// The folder of a render that goes on at the same time, for the same.
    var leader: String?
    var progress: @Sendable (RenderProgress) -> Void

    /// - Parameter work: a folder whose `config` holds the configuration. Its other contents are made here.
    /// - Throws: `.renderFailed` with the task that failed; the folder then holds what was done so far.
    func render(in work: String) async throws(KollaDiffError) -> RenderedRevision.Record {
        do throws(KollaDiffError) { return try await renderOnce(in: work) } catch {
            // An error is told from a render that began with nothing.
            guard trace != nil || leader != nil, error.code == .renderFailed else { throw error }
            var whole = self
            whole.trace = nil
            whole.leader = nil
            return try await whole.renderOnce(in: work)
        }
    }

    private func renderOnce(in work: String) async throws(KollaDiffError) -> RenderedRevision.Record {
        guard isolation == .turns else { return try await renderInPlace(RenderWorkspace(path: work, ground: cache.ground)) }
        // Without namespaces the ground itself is the workspace, for one render at a time.
        let lock = try await FileLock(path: cache.ground + ".lock")
        defer { withExtendedLifetime(lock) {} }
        try? FileManager.default.removeItem(atPath: cache.ground)
        guard rename(work, cache.ground) == 0 else {
            throw KollaDiffError(.system, operation: "render \(side)", message: String(cString: strerror(errno)))
        }
        defer { _ = rename(cache.ground, work) }
        return try await renderInPlace(RenderWorkspace(path: cache.ground, ground: cache.ground))
    }

    private func renderInPlace(_ workspace: RenderWorkspace) async throws(KollaDiffError) -> RenderedRevision.Record {
        try workspace.prepare(pair: pair, options: options)
        if let trace {
            try? FileManager.default.removeItem(atPath: workspace.trace)
            try? FileManager.default.copyItem(atPath: trace, toPath: workspace.trace)
        }
        let templates = KeptTemplates(cache: cache, pair: pair)
        templates.lend(to: workspace.path + "/driver")
        let counter = TaskCounter()
        progress(.step(side: side, "networks"))
        try await kayobe(workspace.networksArguments, workspace, withFacts: false, counter)
        let hosts = HostDescription.hosts(from: try events(of: workspace))
        guard !hosts.isEmpty else {
            throw KollaDiffError(
                .invalidConfiguration, operation: "render \(side)",
                message: "the inventory has no host in the group overcloud"
                    + (options.environment == nil ? "; does it need --environment?" : ""))
        }
        try workspace.write(facts: try SynthesisedFacts.facts(of: hosts))
        try await kayobe(workspace.generateArguments(options), workspace, withFacts: true, counter)
        templates.keep(from: workspace.path + "/driver")
        TaskTotals(cache: cache, options: options).keep(counter.total)
        let reported = try events(of: workspace)
        if let reason = reported.first(where: { $0.event == .engine })?.message {
            progress(.note("\(side) was rendered by Ansible's own engine, which takes longer: \(reason)"))
        }
        let known = reported.filter { $0.event == .reused }
        let reused = known.reduce(0) { $0 + ($1.number ?? 0) }
        let plays = known.reduce(0) { $0 + ($1.total ?? 0) }
        if reused > 0 {
            let other = leader == nil ? "in an earlier render" : "on the other side"
            progress(.note("\(side): \(reused) of \(plays) plays come out as \(other) and were not run again"))
        }
        return RenderedRevision.Record(
            kayobe: pair.kayobeVersion, kollaAnsible: pair.kollaAnsibleVersion,
            hosts: Dictionary(uniqueKeysWithValues: hosts.map { ($0.name, $0.groups) }),
            refusals: Self.refusals(in: reported), writes: RenderEvent.writes(in: reported))
    }

    private func kayobe(
        _ arguments: [String], _ workspace: RenderWorkspace, withFacts: Bool, _ counter: TaskCounter
    ) async throws(KollaDiffError) {
        let command = isolation.command(
            pair.kayobe + "/bin/kayobe", arguments, work: workspace.path, ground: workspace.ground,
            environment: workspace.variables(pair: pair, options: options, leader: leader, withFacts: withFacts))
        let (side, progress, total) = (side, progress, TaskTotals(cache: cache, options: options).last)
        let log = RenderLog { line in
            if let task = line.heading("TASK") { progress(.task(side: side, name: task, number: counter.next(), total: total)) }
            // What the guard says when a play begins.
            if let roles = line.heading("HOSTS x ROLES")?.split(separator: "/").compactMap({ Int($0) }), roles.count == 2 {
                progress(.roles(side: side, done: roles[0], total: roles[1]))
            }
        }
        let result: ProcessResult
        do {
            result = try await ProcessTree.run(command, containment: .group, output: .combined, limits: .init(grace: .seconds(5))) {
                _, bytes in
                log.append(bytes)
            }
        } catch { throw KollaDiffError(error) }
        let operation = "render \(side)"
        if result.cause != .ended { throw KollaDiffError(.canceled, operation: operation, message: "canceled") }
        guard result.termination != .exited(0) else { return }
        guard let failure = try events(of: workspace).last(where: { $0.event == .failed }) else {
            throw KollaDiffError(
                .renderFailed, operation: operation,
                message: log.complaint.replacing(workspace.ground + "/config/", with: ""))
        }
        // Kayobe copies inventories with rsync, which nothing else needs.
        let words = "Failed to find required executable \""
        if let message = failure.message, message.hasPrefix(words),
            let missing = message.dropFirst(words.count).split(separator: "\"").first
        {
            throw KollaDiffError(
                .toolMissing, operation: operation, message: "\(missing) is not on this machine: apt-get install \(missing)")
        }
        throw KollaDiffError(
            .renderFailed, operation: operation, message: failure.message ?? "a task failed",
            failedTask: KollaDiffError.FailedTask(
                host: failure.host ?? "", task: failure.task ?? "", path: failure.path ?? "", message: failure.message ?? ""))
    }

    private func events(of workspace: RenderWorkspace) throws(KollaDiffError) -> [RenderEvent] {
        guard FileManager.default.fileExists(atPath: workspace.events) else { return [] }
        do { return RenderEvent.read([UInt8](try Data(contentsOf: URL(filePath: workspace.events)))) } catch {
            throw KollaDiffError(.system, operation: "read what \(side) reported", message: "\(error)")
        }
    }

    /// One sentence for each thing that was refused, with the number of hosts.
    static func refusals(in events: [RenderEvent]) -> [String] {
        struct Refused: Hashable {
            var task: String
            var module: String
            var target: String
        }
        var hosts: [Refused: Set<String>] = [:]
        for event in events where event.event == .refused {
            let refused = Refused(task: event.task ?? "", module: event.module ?? "", target: event.target ?? "")
            hosts[refused, default: []].insert(event.host ?? "")
        }
        return hosts.map { refused, hosts in
            let count = hosts.count == 1 ? "1 host" : "\(hosts.count) hosts"
            return
                "not rendered: \(refused.target.isEmpty ? refused.module : refused.target) (task \u{201C}\(refused.task)\u{201D}, \(count))"
        }.sorted()
    }
}
