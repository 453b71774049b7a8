internal import ArgumentParser
internal import KollaDiff

/// `slipway kolla render`
struct KollaRender: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write the configuration of every host into a directory, secrets replaced by tokens.",
        discussion: """
            EXAMPLES
              slipway kolla render --output rendered --environment production
              slipway kolla render --output rendered --revision v1.2 --kolla-limit compute
            """)

    @Option(
        name: .shortAndLong, help: ArgumentHelp("A directory that is empty or not there; gets one folder a host.", valueName: "dir")
    )
    var output: String

    @Option(help: ArgumentHelp("Any revision.", valueName: "revision"))
    var revision = "HEAD"

    @Flag(help: "Render the files as they are now, uncommitted changes included.")
    var uncommitted = false

    @OptionGroup var kolla: KollaOptions
    @OptionGroup var location: LocationOptions

    func validate() throws {
        if kolla.environments.count > 1 {
            throw ValidationError("--environment can be given once: a directory holds one environment")
        }
    }

    func run() async throws {
        try location.enter()
        let options = try await kolla.renderOptions()
        let progress = KollaProgress()
        let differ = KollaDiffer(
            repository: ".", cache: .init(path: try CacheDirectory.required()), options: options
        ) { progress.show($0) }
        let source: RevisionSource = uncommitted ? .workingTree : .revision(revision)
        do {
            defer { progress.finish() }
            let rendered = try await Interrupts.canceling { [output] in try await differ.render(source, to: output) }
            for refusal in rendered.record.refusals { Console.note("note: " + refusal) }
            Console.writeLine("\(rendered.tree.fileCount) files for \(rendered.tree.hosts.count) hosts in \(output)")
        } catch let error as KollaDiffError { throw CommandFailure(error) }
    }
}
