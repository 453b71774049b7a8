internal import FoundationEssentials
internal import Processes

/// Finds the commits that branches and tags of git-pinned requirements stand for, and remembers them for when there is no network.
struct GitReferences: Sendable {
    /// A file that is written here.
    var record: String
    /// Ask no server.
    var offline: Bool
    var note: @Sendable (String) -> Void

    private struct Known: Codable {
        var commit: String
        /// Since 1970, when the server was asked.
        var seconds: Double
    }

    /// Every branch and tag replaced by the commit it stands for now.
    func resolved(_ pins: ReleasePins) async throws(KollaDiffError) -> ReleasePins {
        var pins = pins
        for index in pins.files.files.indices {
            let file = pins.files.files[index]
            var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for number in lines.indices where lines[number].contains("git+") {
                lines[number] = try await resolved(lines[number], place: "\(file.path):\(number + 1)")
            }
            pins.files.files[index].text = lines.joined(separator: "\n")
        }
        if pins.kollaAnsible.contains("git+") {
            pins.kollaAnsible = try await resolved(pins.kollaAnsible, place: pins.kollaAnsiblePlace)
        }
        return pins
    }

    /// One requirement with a commit for its branch or tag.
    private func resolved(_ line: String, place: String) async throws(KollaDiffError) -> String {
        guard let start = line.firstRange(of: "git+")?.upperBound, !line.drop(while: \.isWhitespace).hasPrefix("#") else {
            return line
        }
        let end = line[start...].firstIndex { $0.isWhitespace || $0 == "#" || $0 == ";" } ?? line.endIndex
        let address = line[start..<end]
        var url = address
        var reference: String?
        // `user@host` comes before the path, the reference after it.
        if let scheme = address.firstRange(of: "://"), let slash = address[scheme.upperBound...].firstIndex(of: "/"),
            let at = address[slash...].lastIndex(of: "@")
        {
            url = address[..<at]
            reference = String(address[address.index(after: at)...])
        }
        if let reference, Self.isCommit(reference) { return line }
        let commit = try await commit(of: reference ?? "HEAD", at: String(url), place: place)
        return line[..<start] + "\(url)@\(commit)" + line[end...]
    }

    /// True for what can only be a commit: no branch moves it.
    private static func isCommit(_ reference: String) -> Bool {
        (7...40).contains(reference.count) && reference.allSatisfy { $0.isHexDigit && ($0.isNumber || $0.isLowercase) }
            && reference.contains(where: \.isNumber)
    }

    private func commit(of reference: String, at url: String, place: String) async throws(KollaDiffError) -> String {
        let shown = Self.withoutPassword(url)
        let key = "\(shown)@\(reference)"
        let known = read()[key]
        if !offline {
            let answer: ToolOutput
            let names =
                reference == "HEAD" || reference.hasPrefix("refs/")
                ? [reference] : ["refs/heads/\(reference)", "refs/tags/\(reference)"]
            do {
                var environment = ProcessInfo.processInfo.environment
                environment["GIT_TERMINAL_PROMPT"] = "0"
                answer = try await Tool.run(
                    Command(
                        "git", ["ls-remote", "--quiet", Self.expanded(url, environment)] + names.flatMap { [$0, $0 + "^{}"] },
                        environment: environment), timeLimit: .seconds(60), accepting: nil)
            } catch {
                if error.code == .canceled || error.code == .toolMissing { throw KollaDiffError(error) }
                answer = ToolOutput(exitCode: 128, standardOutput: [], standardError: Array(error.message.utf8))
            }
            if answer.exitCode == 0 {
                guard let commit = Self.commit(in: answer.text, names: names) else {
                    throw KollaDiffError(
                        .pinMissing, operation: "read \(place)", message: "\(shown) has no branch or tag `\(reference)`")
                }
                if known?.commit != commit { await remember(commit, as: key) }
                return commit
            }
            guard known != nil else {
                throw KollaDiffError(
                    .pinNotInstalled, operation: "read \(place)",
                    message: "\(shown) could not be asked where `\(reference)` is: \(Self.complaint(answer.errorText))."
                        + " Nothing is known from an earlier run; see that this machine can reach it (git ls-remote \(shown))")
            }
        }
        guard let known else {
            throw KollaDiffError(
                .pinNotInstalled, operation: "read \(place)",
                message: "where `\(reference)` of \(shown) is, is not known yet; run once without --offline, or pin a commit")
        }
        note("\(place): \(shown) was not asked; `\(reference)` is taken for \(known.commit.prefix(12)), as it was last")
        return known.commit
    }

    /// What git says is wrong, without the advice that follows it.
    static func complaint(_ text: String) -> String {
        let lines = text.split(separator: "\n").map(String.init)
        guard let index = lines.firstIndex(where: { $0.hasPrefix("fatal: ") }) else { return lines.last ?? "no answer" }
        let fatal = String(lines[index].dropFirst("fatal: ".count))
        // Then the program that git went through has said more.
        return fatal.hasPrefix("Could not read from remote") && index > 0 ? lines[index - 1] : fatal
    }

    /// A branch before a tag, as pip takes them; for an annotated tag its commit.
    private static func commit(in answer: String, names: [String]) -> String? {
        var found: [Substring: Substring] = [:]
        for line in answer.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            if fields.count == 2 { found[fields[1]] = fields[0] }
        }
        for name in names {
            if let commit = found[name[...] + "^{}"] ?? found[name[...]] { return String(commit) }
        }
        return nil
    }

    /// `${NAME}` as pip replaces it.
    private static func expanded(_ text: String, _ environment: [String: String]) -> String {
        var text = text
        while let start = text.firstRange(of: "${"), let end = text[start.upperBound...].firstIndex(of: "}") {
            text.replaceSubrange(start.lowerBound...end, with: environment[String(text[start.upperBound..<end])] ?? "")
        }
        return text
    }

    /// For people and files: `https://user:token@host` loses what is before the host.
    private static func withoutPassword(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let host = url[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }

    private func read() -> [String: Known] {
        guard let data = try? Data(contentsOf: URL(filePath: record)) else { return [:] }
        return (try? JSONDecoder().decode([String: Known].self, from: data)) ?? [:]
    }

    /// Not being able to remember is no reason to fail.
    private func remember(_ commit: String, as key: String) async {
        guard let lock = try? await FileLock(path: record + ".lock") else { return }
        withExtendedLifetime(lock) {
            var all = read()
            all[key] = Known(commit: commit, seconds: Date().timeIntervalSince1970)
            if let data = try? JSONEncoder().encode(all) { try? data.write(to: URL(filePath: record), options: .atomic) }
        }
    }
}
