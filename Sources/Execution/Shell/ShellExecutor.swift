internal import Glibc
internal import Processes

/// Runs scripts in a shell on this machine, as the user who runs Slipway: GitLab Runner's shell executor.
///
/// bash where there is one, else sh. No start-up files are read. Each script is a process tree of its own: nothing it starts
/// outlives it. Reference: https://docs.gitlab.com/runner/executors/shell/
package struct ShellExecutor: Executor {
    package let name = "shell"

    package init() {}

    package func prepare(_ context: ExecutorContext, trace: TraceWriter) async throws(ExecutionError) -> any PreparedJob {
        let search = context.environment["PATH"]
        if let bash = ExecutableSearch.find("bash", path: search) {
            trace.line("Using Shell (bash) executor...")
            return PreparedShell(context: context, shell: .bash, path: bash)
        }
        if let sh = ExecutableSearch.find("sh", path: search) {
            trace.line("Using Shell (sh) executor...")
            trace.warning("there is no bash in PATH: sh runs the scripts, where bash's own syntax is an error")
            return PreparedShell(context: context, shell: .sh, path: sh)
        }
        throw ExecutionError(
            .toolMissing, operation: "prepare the shell executor", message: "neither bash nor sh in PATH (\(search ?? "not set"))")
    }
}

private struct PreparedShell: PreparedJob {
    let context: ExecutorContext
    let shell: ShellScript.Shell
    let path: String

    func run(
        _ commands: [String], stage: ScriptStage, workingDirectory: String, status: String, limits: ProcessTree.Limits,
        control: ProcessControl, trace: TraceWriter
    ) async throws(ExecutionError) -> ProcessResult {
        var environment = context.environment
        environment["CI_JOB_STATUS"] = status
        // A shell that finds none asks the user database, which takes longer than a small script.
        if environment["SHELL"] == nil { environment["SHELL"] = path }
        let script = ShellScript(shell: shell, commands: commands, isTraced: environment["CI_DEBUG_TRACE"] == "true")
        let file = "\(context.temporaryDirectory)/\(stage.rawValue)"
        try overwritePrivateFile(file, Array(script.text.utf8))
        let command = Command(
            path, shell == .bash ? ["--norc", "--noprofile", file] : [file], environment: environment,
            workingDirectory: workingDirectory)
        do throws(ProcessError) {
            return try ProcessTree.runBlocking(command, limits: limits, control: control) { _, bytes in
                trace.write(bytes)
                // A log that cannot be kept ends the job: nobody would know what it did.
                if trace.failure != nil { control.kill() }
            }
        } catch {
            guard case .system(let number) = error.code else {
                throw ExecutionError(.toolMissing, operation: error.operation, message: error.message)
            }
            throw ExecutionError(.system(number), operation: error.operation, message: error.message)
        }
    }

    func finish() async {}

    func cleanup() async {}
}
