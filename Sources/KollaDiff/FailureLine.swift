internal import FoundationEssentials
internal import Processes

/// Ansible names the file whose template failed, and what is wrong with it, but no line.
enum FailureLine {
    /// Adds the line to a failed task's file where it can be found.
    /// - Parameters:
    ///   - tree: where the configuration was exported to.
    ///   - python: one that has Jinja, which knows the line of a syntax error.
    static func complete(_ error: KollaDiffError, tree: String, python: String) async -> KollaDiffError {
        guard var task = error.failedTask, let place = await place(of: task, tree: tree, python: python) else { return error }
        task.path = place
        var error = error
        error.failedTask = task
        return error
    }

    private static func place(of task: KollaDiffError.FailedTask, tree: String, python: String) async -> String? {
        if let word = culprit(in: task.message) {
            guard task.path.hasPrefix("etc/"), let text = text(of: tree + "/" + task.path),
                let line = line(of: word, in: text)
            else { return nil }
            return "\(task.path):\(line)"
        }
        guard let template = template(in: task.message) else { return nil }
        // Ansible names the task, and quotes the whole template: a file, or a variable's value.
        let directory = tree + "/etc/kayobe"
        var holder: String?
        for path in ((try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []).sorted() {
            guard let text = text(of: directory + "/" + path), text.contains("{{") || text.contains("{%") else { continue }
            if trimmed(text) == trimmed(template) {
                let line = await lineOfSyntaxError(in: directory + "/" + path, python: python)
                return "etc/kayobe/\(path)" + (line.map { ":\($0)" } ?? "")
            }
            if holder == nil, let start = text.firstRange(of: template)?.lowerBound {
                holder = "etc/kayobe/\(path):\(text[..<start].count { $0 == "\n" } + 1)"
            }
        }
        return holder
    }

    /// What stands between the reason and its repetition: `template error while templating string: R. String: T. R`.
    private static func template(in message: String) -> String? {
        guard let start = message.firstRange(of: "template error while templating string: ")?.upperBound,
            let middle = message[start...].firstRange(of: ". String: ")
        else { return nil }
        let reason = message[start..<middle.lowerBound]
        guard let end = message[middle.upperBound...].firstRange(of: ". " + reason)?.lowerBound else { return nil }
        let template = message[middle.upperBound..<end]
        return template.isEmpty ? nil : String(template)
    }

    private static func text(of file: String) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: file)), data.count < 1 << 20 else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> Substring {
        let front = text.drop(while: \.isWhitespace)
        return front.dropLast(front.reversed().prefix(while: \.isWhitespace).count)
    }

    private static func lineOfSyntaxError(in file: String, python: String) async -> Int? {
        let code = """
            import jinja2, sys
            try: jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(open(sys.argv[1]).read())
            except jinja2.TemplateSyntaxError as error: print(error.lineno)
            """
        let output = try? await Tool.run(Command(python, ["-I", "-c", code, file]), timeLimit: .seconds(20))
        return output.flatMap { Int($0.text.filter { !$0.isWhitespace }) }
    }

    /// The name that is not defined.
    private static func culprit(in message: String) -> String? {
        guard let end = message.firstRange(of: "' is undefined")?.lowerBound,
            let start = message[..<end].lastIndex(of: "'")
        else { return nil }
        let name = message[message.index(after: start)..<end]
        return name.isEmpty ? nil : String(name)
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
