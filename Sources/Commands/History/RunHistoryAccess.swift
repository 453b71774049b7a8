internal import Git
internal import RunHistory

/// The run history of the repository around the current directory.
enum RunHistoryAccess {
    static func store() throws -> RunStore {
        do {
            let repository = try Repository(discovering: ".")
            return RunStore(directory: (repository.workingDirectory ?? repository.gitDirectory) + "/.slipway")
        } catch {
            throw Project.failure(error)
        }
    }

    /// The run of that number, or the newest one.
    static func record(_ id: Int?, in store: RunStore) throws -> RunRecord {
        do {
            guard let id = try id ?? store.summaries().last?.id else {
                throw CommandFailure(.usage, "there are no runs yet; `slipway run` makes one")
            }
            guard try store.runIDs().contains(id) else {
                throw CommandFailure(.usage, "there is no run \(id); see `slipway runs list`")
            }
            return try store.record(of: id)
        } catch let error as HistoryError {
            throw CommandFailure(.systemFailed, "\(error)")
        }
    }

    /// The job of that name (or number), in the root pipeline first. `parent/job` names a job of a child pipeline.
    static func job(_ name: String, in run: RunRecord) throws -> JobRecord {
        let all = run.pipelines.flatMap { pipeline in pipeline.jobs.map { (pipeline, $0) } }
        if let found = all.first(where: { $0.1.name == name || String($0.1.id) == name }) { return found.1 }
        for (pipeline, job) in all {
            guard let parent = pipeline.parentJob, let trigger = all.first(where: { $0.1.id == parent }) else { continue }
            if "\(trigger.1.name)/\(job.name)" == name { return job }
        }
        let known = all.prefix(20).map(\.1.name).joined(separator: ", ")
        throw CommandFailure(.usage, "run \(run.id) has no job \"\(name)\"; its jobs are: \(known)\(all.count > 20 ? ", …" : "")")
    }
}
