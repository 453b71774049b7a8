package import PipelineModel
internal import Processes

/// The local repository as the source of jobs: what `WorkspaceTemplate` prepares.
package struct RepositorySources: SourceProvider {
    private let template: WorkspaceTemplate
    /// Of the `git` program, which only submodules need.
    private let environment: [String: String]

    package init(_ template: WorkspaceTemplate) {
        self.template = template
        environment = JobEnvironment.base(from: ExecutableSearch.environment, also: ["SSH_AUTH_SOCK"])
    }

    package func ready(directory: String, variables: ResolvedVariables) throws(ExecutionError) -> [String]? {
        do throws(WorkspaceError) {
            return template.readyNotices(directory, settings: try WorkspaceSettings(variables: variables.value))
        } catch {
            throw ExecutionError(.sources(error.reason), operation: error.operation, message: error.message)
        }
    }

    package func prepare(
        directory: String, variables: ResolvedVariables, log: @escaping @Sendable (String) -> Void
    ) async throws(ExecutionError) {
        do throws(WorkspaceError) {
            let settings = try WorkspaceSettings(variables: variables.value)
            for notice in try await template.prepare(directory, settings: settings, environment: environment) { log(notice) }
        } catch {
            throw ExecutionError(.sources(error.reason), operation: error.operation, message: error.message)
        }
    }

    package func untrackedFiles(in directory: String) async throws(ExecutionError) -> [String] {
        do throws(ProcessError) {
            let command = Command("git", ["ls-files", "--others", "-z"], workingDirectory: directory)
            return try await Tool.run(command, timeLimit: .seconds(300)).text.split(separator: "\0").map(String.init)
        } catch {
            throw ExecutionError(.toolMissing, operation: "list untracked files", message: error.message)
        }
    }
}
