internal import Git

/// Whether an environment reads a file that its place alone does not let it read: because a file that it reads names it. StackHPC's
/// configuration, for one, renders `kolla/globals.yml` with the output of a script beside the configuration.
extension AffectedAnalysis {
    mutating func isMentioned(_ roles: [FileRole], _ environment: String?) throws(GitError) -> Bool {
        for role in roles {
            switch role.layer {
            case .everyEnvironment: continue
            case .environment(let other):
                guard let inPaths = try reachedLines(with: "environments"), let byName = try reachedLines(with: other) else {
                    return true
                }
                let lines = inPaths.filter { names(other, in: $0.text) } + byName.filter { $0.text.contains("../") }
                if lines.contains(where: { isRead($0.path, environment) }) { return true }
            case .nothing:
                let top = role.path.split(separator: "/").first.map(String.init) ?? role.path
                guard let lines = try reachedLines(with: top), let carriers = try pathCarriers() else { return true }
                for line in lines where isRead(line.path, environment) {
                    let leadsOut =
                        Self.waysOut.contains { line.text.contains($0) } || carriers.contains { Self.holds($0, line.text) }
                    if leadsOut, Self.names(role.path, top: top, in: line.text) { return true }
                }
            }
        }
        return false
    }

    /// The lines that hold a word, in files that Kayobe may read.
    private mutating func reachedLines(with word: String) throws(GitError) -> [Mentions.Line]? {
        guard let lines = try lines(with: word) else { return nil }
        var reached: [Mentions.Line] = []
        for line in lines where try isReached(line.path) { reached.append(line) }
        return reached
    }

    /// False for a playbook, hook or script that no file of the configuration names.
    private mutating func isReached(_ path: String) throws(GitError) -> Bool {
        let role = FileRole(path: path, directory: directory, requirementFiles: [])
        guard role.isForPeople else { return true }
        guard let lines = try lines(with: role.name) else { return true }
        return lines.contains { !FileRole(path: $0.path, directory: directory, requirementFiles: []).isForPeople }
    }

    /// How a path gets from the configuration to the rest of the repository.
    private static let waysOut = [
        "../", "/..", "'..'", "\"..\"", "KAYOBE_CONFIG_ROOT", "playbook_dir", "lookup('env'", "lookup(\"env\"", "query('env'",
        "ansible_env", "dirname",
    ]
    private static let mostCarriers = 64

    /// Variables that are set to a path that leads out, or to one that is made of such a variable.
    private mutating func pathCarriers() throws(GitError) -> Set<String>? {
        if case .some(let known) = carriers { return known }
        var found: Set<String> = []
        guard let text = try text() else { return nil }
        var lines: [Mentions.Line] = Self.waysOut.flatMap { text.lines(containing: $0) }
        while !lines.isEmpty, found.count <= Self.mostCarriers {
            var new: Set<String> = []
            for line in lines where try isReached(line.path) {
                if let name = Self.variable(setIn: line.text), !found.contains(name) { new.insert(name) }
            }
            found.formUnion(new)
            lines = []
            for name in new {
                guard let more = try self.lines(with: name) else {
                    carriers = .some(nil)
                    return nil
                }
                lines += more
            }
        }
        let result = found.count > Self.mostCarriers ? nil : found
        carriers = .some(result)
        return result
    }

    /// `name` in `  name: "…"` and `name=…`.
    private static func variable(setIn line: String) -> String? {
        let start = line.drop { $0.isWhitespace || $0 == "-" }
        let name = start.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !name.isEmpty, let next = start[name.endIndex...].first(where: { $0 != " " }), next == ":" || next == "=" else {
            return nil
        }
        return String(name)
    }

    private static func holds(_ word: String, _ line: String) -> Bool {
        line.ranges(of: word).contains { range in
            func isName(_ character: Character?) -> Bool {
                character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
            }
            return !isName(line[..<range.lowerBound].last) && !isName(line[range.upperBound...].first)
        }
    }

    /// True when a path in the line may lead to the file, or to one beside it: what is run there may read its neighbours.
    private static func names(_ path: String, top: String, in line: String) -> Bool {
        if path == top { return true }
        for range in line.ranges(of: top) {
            let rest = line[range.upperBound...]
            // A folder alone, or a path that is put together.
            guard rest.first == "/" else { return true }
            let literal = top + rest.prefix { $0.isLetter || $0.isNumber || "/._-".contains($0) }
            let folder = literal[..<(literal.lastIndex(of: "/") ?? literal.endIndex)]
            if path == literal || path.hasPrefix(literal + "/") || path.hasPrefix(folder + "/") { return true }
        }
        return false
    }

    /// True when a line with the word `environments` may mean another environment: it names it, or puts the name together from
    /// anything but the name of the environment in use.
    private func names(_ other: String, in line: String) -> Bool {
        var rest = line[...]
        while let word = rest.firstRange(of: "environments") {
            rest = rest[word.upperBound...]
            guard let next = rest.first, "/'\"~".contains(next) else { continue }
            let name = rest.drop { "/'\"~ {$".contains($0) }
            if name.hasPrefix("kayobe_environment") || name.hasPrefix("KAYOBE_ENVIRONMENT") { continue }
            let plain = name.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }
            let isPlain = next == "/" && !plain.isEmpty && rest.dropFirst().first == plain.first
            if !isPlain || plain == other { return true }
        }
        return false
    }

    private func isRead(_ path: String, _ environment: String?) -> Bool {
        switch FileRole(path: path, directory: directory, requirementFiles: []).layer {
        case .everyEnvironment: true
        case .environment(let name): environment.map { reads(name, for: $0) } ?? false
        case .nothing: false
        }
    }
}
