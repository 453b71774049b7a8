extension Job {
    /// The same job wherever it is written, for comparing two versions of a configuration.
    package var withoutLocations: Job {
        var job = self
        job.location = .nowhere
        job.rules = rules?.map(\.withoutLocations)
        job.only?.location = nil
        job.except?.location = nil
        job.needs = needs?.map(\.withoutLocation)
        return job
    }
}

extension Rule {
    /// The same rule wherever it is written.
    package var withoutLocations: Rule {
        var rule = self
        rule.location = .nowhere
        rule.needs = needs?.map(\.withoutLocation)
        return rule
    }
}

extension Workflow {
    /// The same keyword wherever it is written.
    package var withoutLocations: Workflow {
        var workflow = self
        workflow.rules = rules?.map(\.withoutLocations)
        return workflow
    }
}

extension Need {
    fileprivate var withoutLocation: Need {
        var need = self
        need.location = nil
        return need
    }
}

extension SourceLocation {
    fileprivate static let nowhere = SourceLocation(file: "", line: 0, column: 0)
}
