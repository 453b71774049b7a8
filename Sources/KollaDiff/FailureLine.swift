internal import FoundationEssentials
internal import Processes

/// Ansible names the file whose template failed, and what is wrong with it, but no line.
enum FailureLine {
    /// Adds the line to a failed task's file where it can be found.
    /// - Parameters:
    ///   - tree: where the configuration was exported to.
    ///   - python: one that has Jinja, which knows the line of a syntax error.
    static func complete(_ error: KollaDiffError, tree: String, python: String) async -> KollaDiffError {
        guard var task = error.failedTask, task.path.hasPrefix("etc/"),
            let data = try? Data(contentsOf: URL(filePath: tree + "/" + task.path))
        else { return error }
        var line: Int?
        if let word = culprit(in: task.message) {
            line = self.line(of: word, in: String(decoding: data, as: UTF8.self))
        } else if task.message.contains("template error") {
            line = await lineOfSyntaxError(in: tree + "/" + task.path, python: python)
        }
        guard let line else { return error }
        task.path += ":\(line)"
        var error = error
        error.failedTask = task
        return error
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
