internal import PipelineModel

/// What a plan makes of keywords, as lines to compare and to show.
enum PlannedText {
    static func when(_ job: PlannedJob) -> String {
        guard job.when == .delayed, let delay = job.startIn else { return job.when.rawValue }
        return "delayed by \(delay.shortDescription)"
    }

    static func allowFailure(_ value: AllowFailure) -> String {
        switch value {
        case .no: "false"
        case .yes: "true"
        case .exitCodes(let codes): "exit codes " + codes.map(String.init).joined(separator: ", ")
        }
    }

    /// Where the artifacts come from all earlier jobs, those show it.
    static func artifactSources(_ job: PlannedJob) -> [String] {
        if job.needs == nil, job.job.dependencies == nil { return ["all jobs of earlier stages"] }
        return job.artifactSources.isEmpty ? ["nothing"] : job.artifactSources
    }

    /// The variables that the configuration gives the job, sorted.
    static func variables(_ layers: VariableLayers) -> [String] {
        layers.globalYAML.overridden(by: layers.jobYAML).sorted { $0.key < $1.key }.map { variable in
            var text = "\(variable.key): \(variable.isMasked ? "[MASKED]" : variable.value)"
            if variable.isRaw { text += " (not expanded)" }
            if variable.isFile { text += " (file)" }
            return text
        }
    }

    static func environment(_ environment: Environment?) -> [String] {
        guard let environment else { return [] }
        var lines = ["name: \(environment.name)"]
        if let url = environment.url { lines.append("url: \(url)") }
        if environment.action != .start { lines.append("action: \(environment.action.rawValue)") }
        if let stop = environment.onStop { lines.append("on_stop: \(stop)") }
        if let duration = environment.autoStopIn { lines.append("auto_stop_in: \(duration)") }
        if let tier = environment.deploymentTier { lines.append("deployment_tier: \(tier)") }
        return lines
    }
}
