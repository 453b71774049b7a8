internal import Glibc
internal import IncludeSources
internal import PipelineModel
internal import PipelinePlanning
internal import RunHistory
internal import Scheduling

/// `needs:project`: the artifacts that a job of another project left in the newest run, in its checkout, in which it was
/// successful. Reference: https://docs.gitlab.com/ci/yaml/#needsproject
struct ProjectArtifacts: Sendable {
    let project: Project

    func archives(of need: Need, variables: VariableLayers) -> Result<[String], ProjectArtifactsFailure> {
        do throws(ProjectArtifactsFailure) {
            let scope = VariableScope(layers: variables)
            let path = scope.expand(need.project ?? "")
            return .success(
                try archives(ofJob: scope.expand(need.job), ref: scope.expand(need.ref ?? ""), path, in: directory(of: path)))
        } catch {
            return .failure(error)
        }
    }

    private func directory(of path: String) throws(ProjectArtifactsFailure) -> String {
        switch project.includes.store.settings.mapping(of: path) {
        case .directory(let directory)?: return directory
        case .url?:
            throw ProjectArtifactsFailure(
                "the settings name a URL for \(path); artifacts are taken only from the runs of a checkout on this machine")
        case nil:
            if path.lowercased() == project.context.project.path.lowercased() { return project.top }
            throw ProjectArtifactsFailure(
                "no checkout of \(path) is known (`projects: {\(path): DIRECTORY}` in .slipway/settings.yml names one)")
        }
    }

    private func archives(
        ofJob job: String, ref: String, _ path: String, in directory: String
    ) throws(ProjectArtifactsFailure) -> [String] {
        let store = RunStore(directory: directory + "/.slipway")
        let none = ProjectArtifactsFailure(
            "no run of \(ref) in \(directory) has a successful job \(job); `slipway run -C \(directory) '\(job)'` makes one")
        let ids: [Int]
        do throws(HistoryError) {
            ids = try store.runIDs()
        } catch {
            throw ProjectArtifactsFailure("the runs of \(path) cannot be read: \(error)")
        }
        for id in ids.reversed() {
            guard let run = Self.record(id, store), run.ref == ref,
                let found = run.pipelines.lazy.flatMap(\.jobs).first(where: { $0.name == job && $0.status == .success })
            else { continue }
            return try found.artifacts.filter { $0.kind == "archive" }.map { archive throws(ProjectArtifactsFailure) in
                let file = store.directory(ofRun: id) + "/" + archive.path
                if let expiresAt = archive.expiresAt, expiresAt < Double(time(nil)) {
                    throw ProjectArtifactsFailure("the artifacts of \(job) in run \(id) of \(path) have expired")
                }
                guard access(file, R_OK) == 0 else {
                    throw ProjectArtifactsFailure("the artifacts of \(job) in run \(id) of \(path) are gone: \(file)")
                }
                return file
            }
        }
        throw none
    }

    /// A run that cannot be read is none.
    private static func record(_ id: Int, _ store: RunStore) -> RunRecord? {
        do throws(HistoryError) {
            return try store.record(of: id)
        } catch {
            return nil
        }
    }
}
