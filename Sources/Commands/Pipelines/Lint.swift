internal import ArgumentParser
internal import Git
internal import Glibc
internal import PipelineLoading
internal import PipelineModel

/// `slipway lint`: is the pipeline configuration right?
struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate a pipeline configuration: every problem, with its line and what to write instead.",
        discussion: """
            EXAMPLES
              slipway lint                          .gitlab-ci.yml of the repository
              slipway lint pipelines/kayobe.gitlab-ci.yml
              slipway lint --format json            for editors and for CI
              slipway lint --stdin --filename .gitlab-ci.yml <buffer

            Exit status 3 when there is an error.
            """)

    @Argument(help: "The file, relative to the current directory; includes are read from the repository's top.")
    var file: String?

    @Flag(help: "Read the file's text from standard input.")
    var stdin = false

    @Option(help: ArgumentHelp("With --stdin: the name the text would have.", valueName: "path"))
    var filename: String?

    @Flag(help: "Fail on warnings, too.")
    var strict = false

    @Option(help: "text or json.")
    var format: DataFormat = .text

    @OptionGroup var location: LocationOptions

    func validate() throws {
        if filename != nil, !stdin { throw ValidationError("--filename goes with --stdin") }
        if file != nil, stdin { throw ValidationError("name a file or read --stdin, not both") }
    }

    func run() async throws {
        try location.enter()
        let (top, path) = try place(filename ?? file)
        let source: any ConfigurationSource
        do {
            source = try WorkingTreeSource(top: top, head: checkedOut(top).commit)
        } catch {
            throw CommandFailure(.systemFailed, "\(error)")
        }
        let loader = PipelineLoader(source: source)
        let result = stdin ? loader.load(bytes: try standardInput(), named: path) : loader.load(file: path)
        let failed = result.diagnostics.contains { $0.severity == .error || strict && $0.severity == .warning }
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(result.diagnostics))
        case .text:
            Console.write(DiagnosticFormatter(usesColor: Console.wantsColor(1, location.color)).text(result.diagnostics))
            if !failed, let pipeline = result.pipeline {
                Console.writeLine("\(path): valid, \(pipeline.jobs.count) jobs in \(pipeline.files.count) files")
            }
        }
        if failed || result.pipeline == nil { throw CommandFailure(.invalidConfiguration) }
    }

    /// The repository's top (or the current directory outside one) and the file relative to it.
    private func place(_ name: String?) throws -> (top: String, path: String) {
        guard let here = realPath(".") else { throw CommandFailure(.systemFailed, "the current directory is gone") }
        let directory = checkedOut(".").directory
        let top = directory.flatMap(realPath(_:)) ?? here
        guard let name else { return (top, ".gitlab-ci.yml") }
        let whole = name.hasPrefix("/") ? name : here + "/" + name
        let folder = whole.lastIndex(of: "/").map { String(whole[..<$0]) } ?? ""
        guard let real = realPath(folder.isEmpty ? "/" : folder) else {
            throw CommandFailure(.usage, "there is no file \(name)")
        }
        let last = whole[(whole.lastIndex(of: "/") ?? whole.startIndex)...].dropFirst()
        // A file outside the repository is read where it lies.
        guard real == top || real.hasPrefix(top + "/") else { return (real, String(last)) }
        return (top, String((real + "/" + last).dropFirst(top.count + 1)))
    }

    /// What is checked out around a directory; nothing outside a repository, where lint works all the same.
    private func checkedOut(_ path: String) -> (directory: String?, commit: ObjectID?) {
        do {
            let repository = try Repository(discovering: path)
            return (repository.workingDirectory, try repository.head().commit)
        } catch {
            return (nil, nil)
        }
    }

    private func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func standardInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.systemFailed, "cannot read standard input: \(Console.errorText(errno))") }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            // The loader refuses half of that; this only bounds what is read.
            if bytes.count > 4 << 20 { return bytes }
        }
    }
}
