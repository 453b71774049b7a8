import Foundation
import Processes
import TestSupport
import Testing

/// What is wrong in a configuration is told with its place and what to do; nothing runs and nothing is left behind.
@Suite struct InvalidConfigurationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var pipeline: String
        /// Parts of stderr, in order.
        var expected: [String]

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "unknown keyword", pipeline: "a:\n  scirpt: echo\n  script: echo\n",
            expected: [
                ".gitlab-ci.yml:2:3: error: jobs:a config contains unknown keys: scirpt", "2 |   scirpt: echo",
                "did you mean `script`?",
            ]),
        Case(
            name: "wrong type", pipeline: "a:\n  script: echo\n  retry: many\n",
            expected: [".gitlab-ci.yml:3:10: error: jobs:a:retry config", "for example: retry: 2"]),
        Case(
            name: "undefined need", pipeline: "build: {script: x}\na: {script: x, needs: [biuld]}\n",
            expected: [".gitlab-ci.yml:2:24: error: a job: undefined need: biuld", "did you mean `build`?"]),
        Case(
            name: "circular needs",
            pipeline: "a: {script: x, needs: [b]}\nb: {script: x, needs: [c]}\nc: {script: x, needs: [a]}\n",
            expected: [
                ".gitlab-ci.yml:1:24: error: The pipeline has circular dependencies: a → b → c → a", "remove one of these needs",
            ]),
        Case(
            name: "missing stage", pipeline: "a: {script: x, stage: nope}\n",
            expected: [".gitlab-ci.yml:1:23: error: a job: chosen stage nope does not exist", "add it to `stages`"]),
        Case(
            name: "missing include", pipeline: "include: [ci/x.yml]\na: {script: x}\n",
            expected: [".gitlab-ci.yml:1:11: error: Local file `ci/x.yml` does not exist!"]),
        Case(
            name: "YAML syntax", pipeline: "a:\n  script: [x\nb: y\n",
            expected: [".gitlab-ci.yml:3:2: error: did not find expected ',' or ']'", "3 | b: y"]),
        Case(
            name: "merge conflict", pipeline: "a:\n<<<<<<< HEAD\n  script: x\n=======\n  script: y\n>>>>>>> other\n",
            expected: [".gitlab-ci.yml:2:1: error: ", "merge conflict", "resolve the conflict"]),
        Case(name: "empty", pipeline: "", expected: [".gitlab-ci.yml:1:1: error: Please provide content"]),
        Case(name: "no mapping", pipeline: "- a\n- b\n", expected: [".gitlab-ci.yml:1:1: error: Invalid configuration format"]),
        Case(name: "only hidden jobs", pipeline: ".a: {script: x}\n", expected: ["error: ", "visible job"]),
        Case(
            name: "brace bomb",
            pipeline: "a:\n  script: x\n  rules:\n    - exists: ['\(String(repeating: "{a,b}", count: 60))']\n",
            expected: [".gitlab-ci.yml:4:15: error: jobs:a:rules:rule:exists config has too many alternatives in {a,b}"]),
        Case(
            name: "alias bomb",
            pipeline: "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
                + (1...12).map { n in "a\(n): &a\(n) [" + Array(repeating: "*a\(n - 1)", count: 10).joined(separator: ",") + "]\n" }
                .joined()
                + "job: {script: *a12}\n",
            expected: [".gitlab-ci.yml:", "error: The parsed YAML is too big", "with all aliases written out"]),
        Case(
            name: "nesting bomb", pipeline: "a: " + String(repeating: "[", count: 100_000),
            expected: [".gitlab-ci.yml:1:", "error: "]),
    ]

    @Test(arguments: cases) func isRefusedByEveryCommandThatPlans(_ example: Case) async throws {
        let place = try Workplace(example.pipeline)
        for command in ["run", "list", "graph"] {
            let output = try await place.slipway(command)
            #expect(output.exitCode == 3, "\(command): \(output.errorText)")
            #expect(output.text.isEmpty, "\(command) writes data: \(output.text)")
            expect(example.expected, in: output.errorText)
        }
        let lint = try await place.slipway("lint")
        #expect(lint.exitCode == 3)
        expect(example.expected, in: lint.text)
        #expect(try place.repository.git("status", "--porcelain", "--ignored") == "", "nothing is left behind")
    }

    @Test func aMissingFileHasNoPlaceButAName() async throws {
        let place = try Workplace(nil)
        for command in ["run", "list", "graph", "lint"] {
            let output = try await place.slipway(command)
            #expect(output.exitCode == 3)
            let text = command == "lint" ? output.text : output.errorText
            #expect(text.hasPrefix("error: there is no file .gitlab-ci.yml\n"), "\(command): \(text)")
        }
        let named = try await place.slipway("list", "--file", "ci/other.yml")
        #expect(named.exitCode == 3)
        #expect(named.errorText.contains("there is no file ci/other.yml"))
    }

    /// `run` takes the commit: whoever forgot to commit the file is told.
    @Test func aFileThatIsNotCommittedIsNamed() async throws {
        let place = try Workplace(nil)
        try place.repository.write(".gitlab-ci.yml", "a: {script: 'true'}\n")
        let output = try await place.slipway("run")
        #expect(output.exitCode == 3)
        expect(
            ["not committed, so not part of this run: .gitlab-ci.yml (--uncommitted includes them)", "there is no file"],
            in: output.errorText)
        #expect(try await place.slipway("run", "--uncommitted").exitCode == 0)
    }

    @Test func bytesThatAreNoTextAreRefusedWithTheirPlace() async throws {
        let place = try Workplace("x")
        let file = URL(fileURLWithPath: place.top + "/.gitlab-ci.yml")
        let examples: [(Data, String)] = [
            (
                Data("a: {script: [echo caf".utf8) + Data([0xE9]) + Data("]}\n".utf8),
                ".gitlab-ci.yml:1:22: error: the file is not UTF-8 text"
            ),
            (Data("a:\n  script: x\u{1}\n".utf8), ".gitlab-ci.yml:2:12: error: control character 0x1; is this a binary file?"),
            (try Data(contentsOf: URL(fileURLWithPath: "/bin/sh")).prefix(100_000), ".gitlab-ci.yml:1:"),
        ]
        for (bytes, message) in examples {
            try bytes.write(to: file)
            let output = try await place.slipway("list")
            #expect(output.exitCode == 3)
            #expect(output.errorText.hasPrefix(message), "\(output.errorText)")
            // Whatever the file holds, the terminal gets no control characters.
            #expect(output.errorText.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })
        }
    }

    /// From the working tree, from a commit and from standard input, in bounded memory.
    @Test func hundredMegabytesAreRefused() async throws {
        let place = try Workplace("a: {script: x}\n")
        let path = place.top + "/.gitlab-ci.yml"
        try #require(truncate(path, 100 << 20) == 0)
        let tree = try await place.slipway("list")
        #expect(tree.exitCode == 3)
        #expect(tree.errorText.contains("error: .gitlab-ci.yml is larger than 2097152 bytes"), "\(tree.errorText)")
        try place.repository.git("add", "-A")
        try place.repository.git("commit", "-qm", "big")
        // The program's image and libraries take part of the address space; the file does not fit into what is left.
        for line in ["$slipway run", "$slipway list --revision HEAD", "$slipway lint --stdin <.gitlab-ci.yml"] {
            let output = try await place.shell("ulimit -v 600000; " + line)
            #expect(output.exitCode == 3, "\(line): \(output.errorText)")
            let text = output.errorText + output.text
            #expect(
                text.contains("larger than 2097152 bytes") || text.contains("too big: more than 2097152 bytes"), "\(line): \(text)")
        }
    }

    @Test func onlyOrdinaryFilesOfTheRepositoryAreRead() async throws {
        let place = try Workplace(nil)
        let path = place.top + "/.gitlab-ci.yml"
        try #require(mkfifo(path, 0o600) == 0)
        var output = try await place.slipway("list")
        #expect(output.exitCode == 3)
        #expect(output.errorText.contains("error: .gitlab-ci.yml is not an ordinary file"))

        unlink(path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        output = try await place.slipway("list")
        #expect(output.exitCode == 3)
        #expect(output.errorText.contains("error: .gitlab-ci.yml is not an ordinary file"))

        rmdir(path)
        symlink("/etc/passwd", path)
        output = try await place.slipway("list")
        #expect(output.exitCode == 3)
        #expect(output.errorText.contains("error: .gitlab-ci.yml leads out of the repository"))
        #expect(!output.errorText.contains("root:"))
    }

    private func expect(_ parts: [String], in text: String) {
        var rest = text[...]
        for part in parts {
            guard let range = rest.range(of: part) else {
                Issue.record("no \"\(part)\" in\n\(text)")
                return
            }
            rest = rest[range.upperBound...]
        }
    }
}
