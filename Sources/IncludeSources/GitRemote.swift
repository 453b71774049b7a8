internal import Git
internal import PipelineLoading
internal import Processes

/// A repository on a server, asked through the `git` program, which knows how to fetch single commits and how to log in.
struct GitRemote {
    let url: String

    /// How long a server may take.
    private static let timeLimit = Duration.seconds(120)
    /// Bytes of a file that git writes, and a commit comes as one: in blocks of 512.
    private static let fileLimit = (512 << 20) / 512

    /// Why a URL is not used; nil when it can be.
    static func problem(with url: String) -> String? {
        if url.isEmpty || url.hasPrefix("-") || url.utf8.contains(where: { $0 < 0x20 }) { return "it is no URL" }
        if url.contains("::") { return "git's remote helpers are not used; name an https, ssh or file URL" }
        let authority = url.firstRange(of: "://").map { url[$0.upperBound...].prefix { $0 != "/" } } ?? ""
        if let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") {
            return "a password in a URL would be seen in process lists; leave it to a credential helper of git"
        }
        return nil
    }

    /// Lists all refs: what `git ls-remote` prints.
    func references(timeLimit: Duration = timeLimit) async throws(ForeignProblem) -> String {
        let output = try await git(["ls-remote", "--", url], limit: KeptRepository.maximumListing, timeLimit: timeLimit)
        return output.text
    }

    /// Fetches one commit, without its history, into a bare repository that is made when it is not there.
    func fetch(_ commit: ObjectID, into directory: String) async throws(ForeignProblem) {
        try await git(["init", "--quiet", "--bare", "--template=", "--", directory], limit: 1 << 20, timeLimit: Self.timeLimit)
        // One pack a fetch: the limit on the size of a file is a limit on what is fetched.
        let options = [
            "-c", "fetch.unpackLimit=1", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
        ]
        let arguments = ["--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--quiet"]
        try await git(
            ["--git-dir=\(directory)"] + options + ["fetch"] + arguments + ["--", url, "+\(commit.hex):refs/kept/\(commit.hex)"],
            limit: 4 << 20, timeLimit: Self.timeLimit)
    }

    @discardableResult
    private func git(_ arguments: [String], limit: Int, timeLimit: Duration) async throws(ForeignProblem) -> ToolOutput {
        // The shell only sets the limit and is replaced by git.
        let script = "ulimit -f \(Self.fileLimit) && umask 077 && exec git \"$@\""
        let low = ["-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=30", "-c", "core.hooksPath=/dev/null"]
        let command = Command("/bin/sh", ["-c", script, "git"] + low + arguments, environment: Self.environment)
        let output: ToolOutput
        do throws(ProcessError) {
            output = try await Tool.run(
                command, timeLimit: timeLimit, grace: .seconds(2), outputLimit: limit, accepting: nil)
        } catch {
            let words =
                switch error.code {
                case .timedOut: "no answer within \(timeLimit.components.seconds) s"
                case .outputLimit: "the list of its refs is larger than \(limit >> 20) MiB"
                case .canceled: "canceled"
                default: error.message
                }
            throw ForeignProblem("include-not-fetched", words)
        }
        guard output.exitCode == 0 else { throw ForeignProblem("include-not-fetched", Self.complaint(output)) }
        return output
    }

    /// The line of git's complaints that says most, without what looks like credentials.
    private static func complaint(_ output: ToolOutput) -> String {
        if output.exitCode == 127 { return "the program git is not installed" }
        let lines = output.errorText.split(whereSeparator: \.isNewline)
        let known = ["remote: ", "ERROR: ", "fatal: ", "error: "]
        let telling = lines.first { line in line.contains("No such file") || line.contains("File too large") }
        let line = telling ?? known.lazy.compactMap { start in lines.first { $0.hasPrefix(start) } }.first ?? lines.first
        guard var text = line else { return "git ended with status \(output.exitCode)" }
        for start in known where text.hasPrefix(start) { text = text.dropFirst(start.count) }
        return text.split(separator: " ").map { RemoteURL.hidingUser(String($0)) }.joined(separator: " ")
    }

    /// The caller's, without what points git at another repository, without anything that asks, and with plain protocols only.
    private static let environment: [String: String] = {
        var environment = ExecutableSearch.environment
        for name in [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_PACKET", "GIT_CURL_VERBOSE",
        ] { environment[name] = nil }
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["SSH_ASKPASS_REQUIRE"] = "never"
        environment["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh"
        environment["LC_ALL"] = "C.UTF-8"
        return environment
    }()
}
