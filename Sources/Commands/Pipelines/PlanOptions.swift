internal import ArgumentParser

/// Which pipeline a command that only looks at plans looks at.
struct PlanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Plan this commit instead of the working tree.", valueName: "revision"))
    var revision: String?

    @OptionGroup var context: ContextOptions
    @OptionGroup var location: LocationOptions

    /// Goes to the directory that was asked for and opens the repository there.
    func openProject() throws -> Project {
        try location.enter()
        return try Project.open(context, at: revision.map { .commit($0) } ?? .workingTree)
    }
}
