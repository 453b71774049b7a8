internal import Execution
internal import PipelineModel
internal import RunHistory

/// Files inside the archives that a run's jobs stored.
enum RunArtifacts {
    struct File {
        var job: String
        var path: String
        var bytes: [UInt8]
    }

    /// `kolla-diff.json`, `kolla-diff-staging.json`, in any folder.
    static func isConfigurationDiff(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.hasPrefix("kolla-diff") && name.hasSuffix(".json")
    }

    /// Reads the members that `wanted` accepts, in the order of jobs.
    static func files(of run: RunRecord, in directory: String, where wanted: (String) -> Bool) throws -> [File] {
        var found: [File] = []
        for job in run.pipelines.flatMap(\.jobs) {
            for artifact in job.artifacts where artifact.kind == "archive" && artifact.files.contains(where: wanted) {
                do {
                    for member in try ArtifactStore.members(of: directory + "/" + artifact.path, where: wanted) {
                        found.append(File(job: job.name, path: member.path, bytes: member.bytes))
                    }
                } catch {
                    throw CommandFailure(.systemFailed, "cannot read the artifacts of \(job.name): \(error)")
                }
            }
        }
        return found
    }
}
