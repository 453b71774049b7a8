internal import Execution
internal import Git
internal import Glibc
internal import PipelineModel
internal import PipelinePlanning
internal import Processes
internal import RunHistory
internal import Scheduling
internal import SecretSources

/// Makes a run of a plan: history, workspaces, the scheduler, what people see, and the exit status.
struct PipelineRunner {
    var project: Project
    var options: Run

    func run(_ plan: Plan) async throws {
        try requireLauncher()
        // Caches belong to a project, whichever clone of it a run is in: two projects may use the same key.
        let caches = try CacheDirectory.make("job-cache/\(ResourceScope.name(of: project))")
        let store = RunStore(directory: project.stateDirectory)
        let active = try start(store)
        let children = ChildPipelines(project: project)
        let runner = ProjectJobRunner(try jobRunner(active, caches: caches), projects: children.projects) { other, number in
            try makeJobRunner(
                for: other, active, builds: "\(active.directory)/builds/projects/\(number)",
                caches: CacheDirectory.make("job-cache/\(ResourceScope.name(of: other))"))
        }
        removeLeftovers(store, except: active)
        let slots = options.slots ?? Int(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1))
        let output = TerminalOutput(
            descriptor: isatty(STDERR_FILENO) == 1 || options.format == .json ? STDERR_FILENO : STDOUT_FILENO,
            environment: ExecutableSearch.environment)
        let view = runView(output, durations: store.durations(), slots: slots)
        var settings = SchedulerOptions(slots: slots, playing: Set(options.manual), skipsDelays: options.noDelay)
        settings.resourceLockDirectory = try? CacheDirectory.make("resource-groups/\(ResourceScope.name(of: project))")
        if output.isTerminal, isatty(STDIN_FILENO) == 1 { settings.prompt = ManualPrompt(view: view).ask(_:) }
        let artifacts = ProjectArtifacts(project: project)
        settings.projectArtifacts = { artifacts.archives(of: $0, variables: $1) }
        let scheduler = Scheduler(
            run: active, runner: runner, options: settings, childPlan: { await children.plan($0) }, observer: view.observe(_:))
        Interrupts.handle { Task { await scheduler.cancel() } }
        let result: RunResult
        do {
            result = try await scheduler.run(plan)
        } catch {
            view.finish()
            throw CommandFailure(.invalidConfiguration, "\(error)")
        }
        view.finish()
        Launcher.endIdle()
        do {
            try WorkspaceRemoval.remove(active.directory + "/builds")
        } catch {
            Console.note("warning: working directories are left in \(active.directory)/builds: \(error)")
        }
        if let failure = result.historyFailure { Console.note("warning: the history of this run is incomplete: \(failure)") }
        if options.format == .json {
            do {
                Console.writeLine(try JSONOutput.text(store.record(of: active.id)))
            } catch {
                throw CommandFailure(.systemFailed, "\(error)")
            }
        }
        guard result.status == .success || result.status == .manual || result.status == .skipped else {
            throw CommandFailure(result.isSystemFailure ? .systemFailed : .failed)
        }
    }

    /// What a run cannot do without is looked for before there is a run.
    private func requireLauncher() throws {
        guard Launcher.path == nil else { return }
        if let named = ExecutableSearch.environment["SLIPWAY_LAUNCHER"], !named.isEmpty {
            throw CommandFailure(.systemFailed, "SLIPWAY_LAUNCHER names no program that can be run: \(named)")
        }
        throw CommandFailure(
            .systemFailed,
            "slipway-launcher is neither beside slipway nor in ../libexec/slipway; install it (`make install`) or name it in "
                + "SLIPWAY_LAUNCHER")
    }

    /// Working directories of runs whose engine died. The lock on the repository is held, so none of them is in use.
    private func removeLeftovers(_ store: RunStore, except active: ActiveRun) {
        for id in (try? store.runIDs()) ?? [] where id != active.id {
            do {
                try WorkspaceRemoval.remove(store.directory(ofRun: id) + "/builds")
            } catch {
                Console.note("warning: working directories of run \(id), which was interrupted, are left: \(error)")
            }
        }
    }

    /// Makes the runner; without one there is no run, and its directory goes away again.
    private func jobRunner(_ run: ActiveRun, caches: String) throws -> LocalJobRunner {
        do {
            return try makeJobRunner(for: project, run, builds: run.directory + "/builds", caches: caches)
        } catch {
            try? WorkspaceRemoval.remove(run.directory)
            throw error
        }
    }

    private func start(_ store: RunStore) throws -> ActiveRun {
        do {
            return try store.createRun(
                source: project.context.source.rawValue, ref: project.context.ref, commit: project.commit.id.description,
                title: project.commit.title)
        } catch {
            throw CommandFailure(.systemFailed, "\(error)")
        }
    }

    private func makeJobRunner(
        for project: Project, _ run: ActiveRun, builds: String, caches: String
    ) throws -> LocalJobRunner {
        let name = project.context.project.path.split(separator: "/").last.map(String.init) ?? "project"
        do {
            var configuration = LocalJobRunner.Configuration(
                buildsDirectory: builds, cacheDirectory: caches, projectName: name)
            configuration.inheritedEnvironment = options.inheritedEnvironment
            configuration.version = Slipway.version
            let secrets = project.settings.secrets
            if !secrets.isEmpty {
                configuration.secrets = SecretSource(
                    secrets, userAgent: "slipway/\(Slipway.version)", isOffline: options.context.fetching.offline,
                    readFile: SecretsFile.read(_:))
            }
            let template = try WorkspaceTemplate(workspaceSource(of: project), scratch: run.directory)
            return LocalJobRunner(configuration: configuration, sources: RepositorySources(template))
        } catch let error as CommandFailure {
            throw error
        } catch let error as GitError {
            throw Project.failure(error)
        } catch {
            throw CommandFailure(.systemFailed, "\(error)")
        }
    }

    private func workspaceSource(of project: Project) throws -> WorkspaceSource {
        let repository = try Repository(discovering: project.top)
        var source = WorkspaceSource(repository: project.top, commit: project.commit.id)
        if options.uncommitted, project.source is WorkingTreeSource {
            source.uncommittedTree = try repository.snapshotWorkingTree()
        }
        if project.context.isTag { source.tag = project.context.ref } else { source.branch = project.context.ref }
        if let request = project.context.mergeRequest {
            source.remoteBranches[request.targetBranch] = try? repository.resolve(request.targetBranch)
        }
        source.remoteURL = try repository.originURL()
        return source
    }
}

/// The name under which things are kept that belong to a project, whichever clone of it a run is in: caches, resource groups.
enum ResourceScope {
    static func name(of project: Project) -> String {
        String(project.context.project.path.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "." })
    }
}
