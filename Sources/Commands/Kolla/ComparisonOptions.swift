internal import ArgumentParser
internal import FoundationEssentials
internal import Git
internal import KollaDiff

/// Which two sides are compared. Without any option: what merging this branch will do to the branch that it would be merged into.
struct ComparisonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Compare with this revision as it is, instead of merging: any branch, tag or commit.", valueName: "revision"))
    var base: String?

    @Option(help: ArgumentHelp("What is compared, or merged: any revision. Default: HEAD.", valueName: "revision"))
    var head: String?

    @Option(
        help: ArgumentHelp(
            "The branch to merge into. Default: $CI_MERGE_REQUEST_TARGET_BRANCH_NAME, else the default branch.",
            valueName: "branch"))
    var target: String?

    @Flag(
        name: .customLong("merge-base"),
        help: "Compare the merge with the commit where the branches parted: shows what the target branch changed since, too.")
    var mergeBase = false

    @Flag(help: "Take the files as they are now, uncommitted changes included.")
    var uncommitted = false

    func validate() throws {
        if uncommitted, head != nil { throw ValidationError("--uncommitted and --head cannot be used together") }
        if base != nil, target != nil { throw ValidationError("--base and --target cannot be used together") }
        if base != nil, mergeBase { throw ValidationError("--base and --merge-base cannot be used together") }
    }

    /// - Throws: `CommandFailure` when this is no repository.
    func sides(
        _ variables: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> (base: RevisionSource, head: RevisionSource) {
        if let base { return (.revision(base), uncommitted ? .workingTree : .revision(head ?? "HEAD")) }
        let fromPipeline = variables["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"].flatMap { $0.isEmpty ? nil : $0 }
        let branch = try target ?? fromPipeline ?? defaultBranch()
        let merged = uncommitted ? nil : head ?? "HEAD"
        return (
            mergeBase ? .mergeBase(of: merged, with: branch) : .target(branch), .mergeResult(of: merged, into: branch)
        )
    }

    private func defaultBranch() throws -> String {
        do { return try Repository(discovering: ".").defaultBranch() ?? "main" } catch {
            throw CommandFailure(error.code == .notARepository ? .invalidConfiguration : .systemFailed, error.message)
        }
    }
}
