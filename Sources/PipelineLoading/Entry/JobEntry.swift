internal import PipelineModel
internal import YAML

/// A job: script, trigger or run. Reference: https://docs.gitlab.com/ci/yaml/#job-keywords
enum JobEntry {
    static let maximumNameLength = 255
    /// A month, as GitLab counts it.
    private static let maximumTimeout = Duration.seconds(2_629_746)

    /// - Returns: nil when it is no mapping.
    static func read(_ key: Node, _ node: Node, defaults: DefaultEntry, in root: Scope) -> Job? {
        let name = key.scalar?.text ?? ""
        let scope = Scope(owner: .job(name), problems: root.problems, cache: root.cache)
        checkName(name, key, in: scope)
        guard let mapping = node.mapping else {
            scope.error(
                " config", "should implement the script:, run:, or trigger: keyword", at: key, code: "not-a-job",
                help: Spelling.help(for: name, among: RootEntry.keywords))
            return nil
        }
        var job = Job(name: name, location: scope.location(key))
        var own: Set<JobKeyword> = []
        var inherit = InheritEntry.Value()
        let inputs = mapping["inputs"].flatMap { $0.isNull ? nil : JobInputsEntry.read($0, in: scope) }
        for entry in mapping.entries {
            guard let keyword = JobKeyword.byName[entry.key.scalar?.text ?? ""] else {
                scope.unknownKey(entry.key, "", among: JobKeyword.names)
                continue
            }
            if entry.value.isNull {
                noteEmpty(keyword, entry.key, mapping, in: scope)
                continue
            }
            own.insert(keyword)
            if keyword == .inherit {
                inherit = InheritEntry.read(entry.value, in: scope)
            } else if let inputs, JobInputsEntry.keywords.contains(keyword) {
                let filled = inputs.interpolating(entry.value, in: scope)
                scope.cache.made.append(filled)
                set(keyword, filled, of: &job, in: scope)
            } else {
                set(keyword, entry.value, of: &job, in: scope)
            }
            if keyword.isServerOnly {
                scope.problems.add(
                    .note, "not-run-locally", "`\(keyword.rawValue)` has no effect in a local run", at: entry.key)
            }
        }
        job.inheritedVariables = inherit.variables
        JobChecks.check(job, key, mapping, own, in: scope)
        if own.contains(.trigger) {
            defaults.applyToTrigger(&job, saying: own, inheriting: inherit.defaults)
        } else {
            defaults.apply(to: &job, saying: own, inheriting: inherit.defaults)
            inputs?.interpolateDefaults(of: &job, at: key, saying: own, in: scope)
        }
        return job
    }

    private static func resourceGroup(_ node: Node, in scope: Scope) -> String? {
        guard let name = scope.string(node, " resource group") else { return nil }
        if name.unicodeScalars.count > 255 {
            scope.error(" resource group", "is too long (maximum is 255 characters)", at: node)
        }
        return name
    }

    /// Unquoted, these are no texts to YAML.
    private static func isReserved(_ key: Node) -> Bool {
        switch key.value {
        case .bool, .null: true
        case .string(let name): name == "pages:deploy"
        case .int, .float, nil: false
        }
    }

    private static func checkName(_ name: String, _ key: Node, in scope: Scope) {
        if isReserved(key) {
            scope.error(" name", "is reserved", at: key, code: "reserved-name", help: "give the job another name")
        } else if name.isEmpty {
            scope.error(" name", "can't be blank", at: key, code: "blank")
        } else if name.unicodeScalars.count > maximumNameLength {
            scope.error(" name", "is too long (maximum is \(maximumNameLength) characters)", at: key, code: "name-too-long")
        }
    }

    /// An empty keyword counts as absent. For some that is unlikely to be meant, unless it takes back what `extends` brought.
    private static func noteEmpty(_ keyword: JobKeyword, _ key: Node, _ job: Mapping, in scope: Scope) {
        guard keyword == .image || keyword == .services || keyword == .script, !job.contains("extends") else { return }
        scope.warning(" \(keyword.rawValue)", "is empty and so has no effect", at: key, code: "empty-keyword")
    }

    /// Reads one keyword into a job; `default` uses it for its own keywords.
    static func set(_ keyword: JobKeyword, _ node: Node, of job: inout Job, in scope: Scope) {
        switch keyword {
        case .script: job.script = ScriptEntry.read(node, "script", in: scope, isRequired: true)
        case .beforeScript: job.beforeScript = ScriptEntry.read(node, "before_script", in: scope) ?? []
        case .afterScript: job.afterScript = ScriptEntry.read(node, "after_script", in: scope) ?? []
        case .run: setRun(node, of: &job, in: scope)
        case .hooks: job.preGetSourcesScript = HooksEntry.read(node, in: scope) ?? []
        case .stage: job.stage = scope.string(node, ":stage config") ?? job.stage
        case .variables: job.variables = VariablesEntry.read(node, in: scope)
        case .rules: job.rules = RulesEntry.read(node, in: scope)
        case .only: job.only = PolicyEntry.read(node, "only", in: scope)
        case .except: job.except = PolicyEntry.read(node, "except", in: scope)
        case .when: job.when = scope.choice(node, " when", from: When.allCases.filter { $0 != .never }) ?? .onSuccess
        case .startIn: job.startIn = StartInEntry.read(node, " start in", in: scope)
        case .allowFailure: job.allowFailure = AllowFailureEntry.read(node, in: scope)
        case .manualConfirmation: job.manualConfirmation = scope.string(node, " manual confirmation")
        case .needs: job.needs = NeedsEntry.read(node, in: scope)
        case .dependencies: job.dependencies = scope.nestedStrings(node, " dependencies", allowsString: false)
        case .parallel: job.parallel = ParallelEntry.read(node, in: scope)
        case .retry: job.retry = RetryEntry.read(node, in: scope) ?? Retry()
        case .timeout: job.timeout = scope.duration(node, ":timeout config", limit: maximumTimeout)
        case .interruptible: job.interruptible = scope.boolean(node, ":interruptible config") ?? false
        case .resourceGroup: job.resourceGroup = resourceGroup(node, in: scope)
        case .environment: job.environment = EnvironmentEntry.read(node, in: scope)
        case .artifacts: job.artifacts = ArtifactsEntry.read(node, in: scope)
        case .cache: job.caches = CacheEntry.read(node, in: scope) ?? []
        case .coverage: job.coverage = CoverageEntry.read(node, in: scope)
        case .trigger: job.trigger = TriggerEntry.read(node, in: scope)
        case .tags: job.tags = TagsEntry.read(node, in: scope) ?? []
        case .image: job.image = ImageEntry.read(node, in: scope)
        case .services: job.services = ServicesEntry.read(node, in: scope) ?? []
        case .secrets: job.secrets = SecretsEntry.read(node, in: scope)
        case .idTokens: job.idTokens = IDTokensEntry.read(node, in: scope)
        case .extends, .inherit, .inputs: break
        default: checkServerOnly(keyword, node, of: &job, in: scope)
        }
    }

    private static func checkServerOnly(_ keyword: JobKeyword, _ node: Node, of job: inout Job, in scope: Scope) {
        switch keyword {
        case .dastConfiguration: DASTConfigurationEntry.check(node, in: scope)
        case .identity: IdentityEntry.check(node, in: scope)
        case .pages: PagesEntry.check(node, in: scope)
        case .publish: _ = scope.string(node, ":publish config")
        case .release: ReleaseEntry.check(node, in: scope)
        default: return
        }
        job.keywordsNotRunLocally.append(keyword.rawValue)
    }

    private static func setRun(_ node: Node, of job: inout Job, in scope: Scope) {
        if let lines = RunEntry.read(node, in: scope) {
            job.script = lines
        } else {
            job.keywordsNotRunLocally.append(JobKeyword.run.rawValue)
            job.script = ["echo 'This job is made of steps, which are not run locally.' >&2", "exit 1"]
            scope.warning(
                ":run config", "has steps that are not run locally; the job fails here", at: node, code: "not-run-locally")
        }
    }
}
