import Foundation
import PipelineLoading
import PipelineModel
import Testing

@testable import Commands

@Suite struct VariableFileTests {
    @Test func yamlGivesValuesAndProperties() throws {
        try withFile(
            "variables.yml", "A: 1.10\nB: {value: secret-value, masked: true}\nC: {value: $HOME, raw: true, file: true}\nD:\n",
            mode: 0o600
        ) {
            let variables = try VariableFile.read($0).map(\.variable)
            #expect(
                variables == [
                    Variable("A", "1.10"), Variable("B", "secret-value", isMasked: true),
                    Variable("C", "$HOME", isRaw: true, isFile: true),
                    Variable("D", ""),
                ])
        }
    }

    @Test func aNameCanHaveAValueForEachEnvironment() throws {
        let text = """
            A:
              - {value: everywhere}
              - {value: live, environment_scope: production/*, protected: true}
              - {value: 1, environment_scope: 'review $X'}
            """
        try withFile("variables.yml", text, mode: 0o600) {
            let expected = [
                ScopedVariable(Variable("A", "everywhere")),
                ScopedVariable(Variable("A", "live"), scope: EnvironmentScope("production/*"), isProtected: true),
                ScopedVariable(Variable("A", "1"), scope: EnvironmentScope("review $X")),
            ]
            let variables = try VariableFile.read($0)
            #expect(variables == expected)
        }
    }

    @Test func otherFilesHoldAssignments() throws {
        try withFile("variables.env", "# comment\n\nA=one=two\r\nB=\n", mode: 0o644) {
            let variables = try VariableFile.read($0).map(\.variable)
            #expect(variables == [Variable("A", "one=two"), Variable("B", "")])
        }
    }

    @Test(arguments: [
        ("v.yml", "- A\n", "expected a mapping"), ("v.yml", "A: [1]\n", "v.yml:1:4: error: A needs a value"),
        ("v.yml", "A: {value: x, maskd: true}\n", "A: unknown key \"maskd\""),
        ("v.yml", "A: {value: x, masked: perhaps}\n", "A: masked should be true or false"),
        ("v.yml", "A-B: 1\n", "v.yml:1:1: error: \"A-B\" cannot be the name"),
        ("v.env", "A=1\nnonsense\n", "v.env:2: expected NAME=value"),
        ("v.yml", "A: [\n", "v.yml:"), ("v.yml", "A: 1\nA: 2\n", "v.yml:2:1: error: A is there twice; first in line 1"),
        ("v.yml", "A: [{value: x}, {value: y}]\n", "A has two values for the environment scope *"),
        ("v.yml", "A: {value: x, environment_scope: 'a;b'}\n", "environment_scope takes the name of an environment"),
        ("v.yml", "A: {value: x, environmentscope: a}\n", "did you mean `environment_scope`?"),
    ])
    func mistakesAreTold(_ name: String, _ text: String, _ message: String) throws {
        try withFile(name, text, mode: 0o600) { path in
            let failure = try #require(throws: CommandFailure.self) { try VariableFile.read(path) }
            #expect(failure.status == .invalidConfiguration)
            let text = failure.message + DiagnosticFormatter().text(failure.diagnostics)
            #expect(text.contains(message), "\(text)")
            #expect(!text.contains("value: x"), "what may be a secret is not quoted")
        }
    }

    @Test func masksInAFileThatOthersCanReadAreRefused() throws {
        try withFile("variables.yml", "B: {value: secret-value, masked: true}\n", mode: 0o644) { path in
            let failure = try #require(throws: CommandFailure.self) { try VariableFile.read(path) }
            #expect(failure.message.contains("chmod 600"))
            #expect(!failure.message.contains("secret-value"))
        }
    }

    @Test func assignmentsOnTheCommandLine() throws {
        #expect(try VariableFile.parse(assignment: "A=b=c") == Variable("A", "b=c"))
        for wrong in ["A", "=b", "1A=b", "A B=c"] {
            #expect(throws: CommandFailure.self) { try VariableFile.parse(assignment: wrong) }
        }
    }

    private func withFile(_ name: String, _ text: String, mode: Int, _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "slipway-variables-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: name).path
        _ = FileManager.default.createFile(atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        try body(file)
    }
}
