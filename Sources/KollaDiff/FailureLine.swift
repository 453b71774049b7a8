internal import FoundationEssentials
internal import Processes

/// Where in the configuration a render failed, and why, in few words.
///
/// Ansible names the file whose template failed, or only the task, and no line. Its message says a cause once for every template on the
/// way to it, quotes templates whole, and guesses at quotation marks.
struct FailureLine: Sendable {
    /// Where the configuration was exported to.
    private let tree: String
    /// One that has Jinja, which knows the line of a syntax error.
    private let python: String

    private struct Place {
        /// In the repository.
        var path: String
        /// From 1.
        var line: Int?
        /// What is wrong there, when the message as it is does not say it well.
        var reason: String?
    }

    /// Adds the line to a failed task's file where it can be found, quotes it, and leaves of Ansible's message what helps.
    /// - Parameter environment: of Kayobe.
    static func complete(
        _ error: KollaDiffError, tree: String, environment: String?, python: String
    ) async -> KollaDiffError {
        let finder = FailureLine(tree: tree, python: python)
        var error = error
        if error.code == .hostWithoutAddress {
            let file = "network-allocation.yml"
            let place = finder.allocation(file, environment: environment, message: error.message)
            error.message = error.message.replacing(" \(file)", with: " \(place)")
        }
        guard var task = error.failedTask else { return error }
        let place = await finder.place(of: task)
        if let place {
            task.path = place.path + (place.line.map { ":\($0)" } ?? "")
            if let line = place.line { task.quoted = finder.quoted(line, of: place.path) }
        }
        error.failedTask = task
        error.message = place?.reason ?? FailureMessage.essence(of: error.message)
        return error
    }

    private func place(of task: KollaDiffError.FailedTask) async -> Place? {
        if let word = FailureMessage.undefinedName(in: task.message) {
            guard task.path.hasPrefix("etc/"), let text = text(of: task.path), let line = Self.line(of: word, in: text) else {
                return nil
            }
            return Place(path: task.path, line: line)
        }
        for (reason, template) in FailureMessage.templates(quotedIn: task.message) {
            if let place = await place(ofTemplate: template, reason: reason) { return place }
        }
        return nil
    }

    /// A file that is or ends like the template, or one with a variable whose value does.
    private func place(ofTemplate template: Substring, reason: String) async -> Place? {
        var holder: Place?
        for name in ((try? FileManager.default.subpathsOfDirectory(atPath: tree + "/etc/kayobe")) ?? []).sorted() {
            let path = "etc/kayobe/" + name
            guard let text = text(of: path), text.contains("{{") || text.contains("{%") else { continue }
            if Self.trimmed(text).hasSuffix(template) {
                return Place(path: path, line: await lineOfError(in: path, text: text, reason: reason), reason: reason)
            }
            if holder == nil, let start = text.firstRange(of: template)?.lowerBound {
                holder = Place(path: path, line: text[..<start].count { $0 == "\n" } + 1, reason: reason)
            }
        }
        return holder
    }

    /// The environment's file of addresses, or the one for all, with the line where a message's `…_ips` begin.
    private func allocation(_ file: String, environment: String?, message: String) -> String {
        let own = environment.map { "etc/kayobe/environments/\($0)/" }
        let path =
            [own, "etc/kayobe/"].compactMap { $0.map { $0 + file } }.first { text(of: $0) != nil } ?? (own ?? "etc/kayobe/") + file
        let parts = message.split(separator: "`")
        guard let name = parts.first(where: { $0.hasSuffix("_ips") }) else { return path }
        let lines = text(of: path)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        return path + (lines.firstIndex { $0.hasPrefix(name + ":") }.map { ":\($0 + 1)" } ?? "")
    }

    private func text(of path: String) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: tree + "/" + path)), data.count < 1 << 20 else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    private func quoted(_ number: Int, of path: String) -> String? {
        let lines = text(of: path)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        return lines.indices.contains(number - 1) ? "\(number) | \(lines[number - 1].prefix(200))" : nil
    }

    private static func trimmed(_ text: String) -> Substring {
        let front = text.drop(while: \.isWhitespace)
        return front.dropLast(front.reversed().prefix(while: \.isWhitespace).count)
    }

    private func lineOfError(in path: String, text: String, reason: String) async -> Int? {
        // A filter or test that is not there is no error of syntax.
        if let name = FailureMessage.unknownPlugin(in: reason) { return Self.line(of: name, in: text) }
        let code = """
            import jinja2, sys
            try: jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(open(sys.argv[1]).read())
            except jinja2.TemplateSyntaxError as error: print(error.lineno)
            """
        let output = try? await Tool.run(Command(python, ["-I", "-c", code, tree + "/" + path]), timeLimit: .seconds(20))
        return output.flatMap { Int($0.text.filter { !$0.isWhitespace }) }
    }

    /// The first line that has a template with the word in it, from 1.
    static func line(of word: String, in text: String) -> Int? {
        func isName(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains("{{") || line.contains("{%") else { continue }
            for range in line.ranges(of: word) {
                let before = line[..<range.lowerBound].last
                let after = line[range.upperBound...].first
                if before.map(isName) != true, after.map(isName) != true { return index + 1 }
            }
        }
        return nil
    }
}
