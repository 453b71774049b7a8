import Execution
import PipelineModel
import Testing

@Suite struct WorkspaceSettingsTests {
    private func read(_ variables: [String: String]) throws -> WorkspaceSettings {
        try WorkspaceSettings { variables[$0] }
    }

    @Test func readsTheVariables() throws {
        #expect(try read([:]) == WorkspaceSettings())
        let settings = try read([
            "GIT_STRATEGY": "clone", "GIT_DEPTH": "3", "GIT_SUBMODULE_STRATEGY": "recursive",
            "GIT_SUBMODULE_PATHS": " a :(exclude)b ",
            "GIT_SUBMODULE_UPDATE_FLAGS": "--jobs 4", "GIT_CHECKOUT": "false",
        ])
        #expect(settings.strategy == .clone)
        #expect(settings.depth == 3)
        #expect(settings.submodules == .recursive)
        #expect(settings.submoduleDepth == 3)
        #expect(settings.submodulePaths == ["a", ":(exclude)b"])
        #expect(settings.submoduleUpdateFlags == ["--jobs", "4"])
        #expect(settings.checksOut == false)
    }

    @Test(arguments: ["0", "", "-1", "many", "1.5"])
    func anUnreadableDepthMeansAllHistory(text: String) throws {
        #expect(try read(["GIT_DEPTH": text]).depth == nil)
    }

    @Test(arguments: [
        ("0", false), ("f", false), ("False", false), ("FALSE", false), ("no", true), ("", true), ("true", true), ("1", true),
    ])
    func readsGitCheckoutAsGoDoes(text: String, expected: Bool) throws {
        #expect(try read(["GIT_CHECKOUT": text]).checksOut == expected)
    }

    @Test(arguments: [("GIT_STRATEGY", "pull"), ("GIT_SUBMODULE_STRATEGY", "true"), ("GIT_STRATEGY", "CLONE")])
    func refusesAnUnknownStrategy(variable: String, value: String) throws {
        let error = #expect(throws: WorkspaceError.self) { try read([variable: value]) }
        #expect(error?.reason == .runnerUnsupported)
        #expect(error?.message.hasPrefix("unknown \(variable): \(value)") == true)
    }
}
