internal import Git
internal import Glibc
internal import PipelineModel
internal import Processes

extension WorkspaceTemplate {
    /// Runs `git submodule` as GitLab Runner does. A submodule whose clone lies in the user's repository is cloned from there, so
    /// that only what is not at hand comes from the network.
    func updateSubmodules(
        in directory: String, settings: WorkspaceSettings, environment: [String: String]
    ) async throws(WorkspaceError) -> [String] {
        if submodules.isEmpty { return ["No Git submodules"] }
        let recursive = settings.submodules == .recursive ? ["--recursive"] : []
        let paths = settings.submodulePaths.isEmpty ? [] : ["--"] + settings.submodulePaths
        try await git(["submodule", "init"] + paths, in: directory, environment: environment)
        let local = submodules.filter { $0.commit != nil && hasLocally($0) }
        for module in local {
            let url = clonePath(of: module)
            // Only modules that the paths above have selected.
            let isActive = try await git(
                ["config", "submodule.\(module.name).active"], in: directory, environment: environment, accepting: [0, 1])
            let hasURL = try await git(
                ["config", "submodule.\(module.name).url"], in: directory, environment: environment, accepting: [0, 1])
            guard isActive == 0 || hasURL == 0 else { continue }
            try await git(["config", "submodule.\(module.name).url", url], in: directory, environment: environment)
        }
        let depth = settings.submoduleDepth.map { ["--depth", "\($0)"] } ?? []
        // The local clones are reached through the file protocol, which git switches off for submodules otherwise.
        try await git(
            ["-c", "protocol.file.allow=always", "submodule", "update", "--init"] + recursive + depth
                + settings.submoduleUpdateFlags
                + paths, in: directory, environment: environment)
        if !local.isEmpty { try await git(["submodule", "sync"] + recursive + paths, in: directory, environment: environment) }
        return [
            settings.submodules == .recursive
                ? "Updating/initializing submodules recursively..." : "Updating/initializing submodules..."
        ]
    }

    private func clonePath(of module: Submodule) -> String { submodulesDirectory + "/" + module.name }

    private func hasLocally(_ module: Submodule) -> Bool {
        guard let commit = module.commit, !module.name.split(separator: "/").contains("..") else { return false }
        do throws(GitError) {
            _ = try Repository(discovering: clonePath(of: module)).commit(commit)
            return true
        } catch {
            return false
        }
    }

    @discardableResult
    private func git(
        _ arguments: [String], in directory: String, environment: [String: String], accepting: Set<Int32> = [0]
    ) async throws(WorkspaceError) -> Int32 {
        var environment = environment
        environment["GIT_TERMINAL_PROMPT"] = "0"
        let command = Command("git", arguments, environment: environment, workingDirectory: directory)
        do throws(ProcessError) {
            return try await Tool.run(command, accepting: accepting).exitCode
        } catch {
            throw WorkspaceError(.runnerSystemFailure, "update the submodules", error.message)
        }
    }
}
