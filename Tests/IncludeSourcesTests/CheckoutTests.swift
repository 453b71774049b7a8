import Foundation
import IncludeSources
import PipelineLoading
import TestSupport
import Testing

/// Projects in directories of this machine.
struct CheckoutTests {
    private let cache: TemporaryDirectory

    init() throws { cache = try TemporaryDirectory() }

    private func find(_ place: ForeignPlace, in directory: String) -> ForeignAnswer {
        IncludeStore(settings: IncludeSettings(projects: ["Group/Base": .directory(directory)], cacheDirectory: cache.path)).find(
            place)
    }

    private func project(_ ref: String?) -> ForeignPlace { .project(path: "group/base", ref: ref) }

    @Test func refsAreBranchesTagsAndCommits() throws {
        let repository = try TemporaryRepository()
        let first = try repository.commit(["ci.yml": "one"])
        try repository.git("tag", "-a", "v1", "-m", "v1")
        try repository.git("branch", "old")
        let second = try repository.commit(["ci.yml": "two"])
        try repository.write("ci.yml", "not committed")
        for (ref, commit, content) in [
            (nil, second, "two"), ("HEAD", second, "two"), ("main", second, "two"), ("v1", first, "one"), ("old", first, "one"),
            ("refs/tags/v1", first, "one"), ("refs/heads/old", first, "one"), (first, first, "one"),
            (String(first.prefix(8)), first, "one"),
        ] as [(String?, String, String)] {
            let tree = try #require(find(project(ref), in: repository.path).tree, "\(ref ?? "none")")
            #expect(tree.commit == commit)
            #expect(try tree.source.contents(ofFile: "ci.yml") == Array(content.utf8))
            #expect(tree.origin == ForeignOrigin(repository.path))
        }
        let problem = find(project("mian"), in: repository.path).problem
        #expect(problem?.message == "Project `group/base` reference `mian` does not exist!")
        #expect(problem?.help == "did you mean `main`?; looked for in \(repository.path)")
        #expect(find(project("HEAD~1"), in: repository.path).problem?.code == "include-not-found")
    }

    @Test func aCloneKnowsTheBranchesOfItsOrigin() throws {
        let upstream = try TemporaryRepository()
        try upstream.commit(["ci.yml": "one"])
        try upstream.git("branch", "feature")
        let place = try TemporaryDirectory()
        _ = try TemporaryRepository.git(["clone", "-q", upstream.path, place["clone"]], in: place.path)
        #expect(find(project("feature"), in: place["clone"]).tree != nil)
        _ = try TemporaryRepository.git(["clone", "-q", "--bare", upstream.path, place["bare"]], in: place.path)
        #expect(find(project("feature"), in: place["bare"]).tree != nil)
    }

    @Test func versionsOfComponents() throws {
        let repository = try TemporaryRepository()
        for tag in ["1.0.0", "1.2.0", "v1.10.1", "2.0.0", "3.0.0-rc.1", "nightly"] {
            try repository.commit(["templates/a.yml": tag])
            try repository.git("tag", tag)
        }
        func version(_ text: String) -> (String?, String?) {
            let tree = find(.component(host: "host", project: "group/base", version: text), in: repository.path).tree
            let bytes = (try? tree?.source.contents(ofFile: "templates/a.yml")) ?? []
            return (String(decoding: bytes, as: UTF8.self), tree?.version)
        }
        #expect(version("~latest") == ("2.0.0", "2.0.0"))
        #expect(version("1") == ("v1.10.1", "v1.10.1"))
        #expect(version("1.2") == ("1.2.0", "1.2.0"))
        #expect(version("3.0.0-rc.1") == ("3.0.0-rc.1", "3.0.0-rc.1"))
        #expect(version("nightly") == ("nightly", nil))
        #expect(version("main") == ("nightly", nil))
        let problem = find(.component(host: "host", project: "group/base", version: "4"), in: repository.path).problem
        #expect(problem?.message == "Component project `host/group/base` has no version `4`")
        #expect(problem?.help?.hasPrefix("its versions are 3.0.0-rc.1, 2.0.0, v1.10.1, 1.2.0, 1.0.0;") == true)
        let untagged = try TemporaryRepository()
        try untagged.commit(["templates/a.yml": "x"])
        #expect(
            find(.component(host: "host", project: "group/base", version: "~latest"), in: untagged.path).problem?.message
                .contains("The ~latest version reference is not supported for non-catalog resources.") == true)
    }

    @Test func linksAndDirectoriesAreNoFiles() throws {
        let repository = try TemporaryRepository()
        try repository.write("ci/real.yml", "x")
        try FileManager.default.createSymbolicLink(atPath: repository.path + "/link.yml", withDestinationPath: "/etc/hostname")
        try repository.commit()
        let tree = try #require(find(project(nil), in: repository.path).tree)
        #expect(throws: ConfigurationSourceError.self) { try tree.source.contents(ofFile: "link.yml") }
        for path in ["ci", "../x.yml", "/etc/hostname", "ci/../../x.yml", ""] {
            #expect(try tree.source.contents(ofFile: path) == nil, "\(path)")
        }
        #expect(try tree.source.filePaths() == ["ci/real.yml", "link.yml"])
    }

    @Test func aProjectThatNoSettingNames() {
        let settings = IncludeSettings(projects: ["group/base": .directory("/x")], cacheDirectory: cache.path)
        let problem = IncludeStore(settings: settings).find(.project(path: "group/bsae", ref: nil)).problem
        #expect(problem?.message.hasPrefix("Project `group/bsae` not found or access denied!") == true)
        #expect(problem?.help?.hasPrefix("did you mean `group/base`? `projects: {group/bsae: DIRECTORY}`") == true)
    }

    /// Projects of the repository's own server are reached as the repository is, and nobody else's server by its user's name.
    @Test(arguments: [
        ("git@git.example.org:cloud/config.git", "cloud/config", "git@git.example.org:group/base.git"),
        ("ssh://git@git.example.org:2222/cloud/config.git", "cloud/config", "ssh://git@git.example.org:2222/group/base.git"),
        ("https://ada:hunter22@git.example.org/cloud/config", "cloud/config", "https://git.example.org/group/base"),
    ])
    func projectsBesideTheOrigin(_ origin: String, _ project: String, _ expected: String) throws {
        let server = try #require(ServerAddress(origin: origin, project: project, host: "git.example.org"))
        let store = IncludeStore(settings: IncludeSettings(server: server, cacheDirectory: cache.path))
        let problem = store.find(.project(path: "group/base", ref: nil)).problem
        #expect(problem?.help?.contains(" reads it from \(expected) and keeps it") == true)
        let other = store.find(.component(host: "elsewhere.example.org", project: "group/base", version: "1")).problem
        #expect(other?.help?.contains("https://elsewhere.example.org/group/base.git") == true)
    }

    @Test func theRepositoryItselfIsWhatIsLookedAt() throws {
        let repository = try TemporaryRepository()
        let old = try repository.commit(["ci.yml": "old"])
        let commit = try repository.commit(["ci.yml": "committed"])
        try repository.write("ci.yml", "edited")
        var settings = IncludeSettings(cacheDirectory: cache.path)
        settings.own = IncludeSettings.OwnProject(
            path: "Group/Own", host: "host", directory: repository.path, commit: commit,
            source: try DirectorySource(root: repository.path))
        let store = IncludeStore(settings: settings)
        func content(_ place: ForeignPlace) throws -> String? {
            try store.find(place).tree?.source.contents(ofFile: "ci.yml").map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try content(.project(path: "group/own", ref: nil)) == "edited")
        #expect(try content(.component(host: "host", project: "group/own", version: commit)) == "edited")
        #expect(try content(.project(path: "group/own", ref: old)) == "old")
        #expect(store.find(.component(host: "other", project: "group/own", version: commit)).isAbsent)
        #expect(store.filePaths(ofProject: "Group/Own", at: old) == ["ci.yml"])
        #expect(store.filePaths(ofProject: "group/none", at: nil) == nil)
    }

    @Test func aDirectoryWithoutGit() throws {
        let directory = try TemporaryDirectory()
        try Data("x".utf8).write(to: URL(filePath: directory["ci.yml"]))
        #expect(mkfifo(directory["fifo.yml"], 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: directory["out.yml"], withDestinationPath: "/etc/hostname")
        let tree = try #require(find(project(nil), in: directory.path).tree)
        #expect(tree.commit == nil)
        #expect(try tree.source.contents(ofFile: "ci.yml") == Array("x".utf8))
        for (path, code) in [("fifo.yml", ConfigurationSourceError.Code.notAFile), ("out.yml", .outside)] {
            let error = #expect(throws: ConfigurationSourceError.self) { try tree.source.contents(ofFile: path) }
            #expect(error?.code == code)
        }
        #expect(find(project("v1"), in: directory.path).problem?.help?.contains("is no git repository") == true)
        #expect(find(project(nil), in: "/nonexistent").problem?.message.contains("not found or access denied!") == true)
    }

    @Test func templatesComeFromADirectory() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory["Jobs"], withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(filePath: directory["Jobs/Build.gitlab-ci.yml"]))
        try FileManager.default.createSymbolicLink(
            atPath: directory["Out.gitlab-ci.yml"], withDestinationPath: "/etc/hostname")
        let store = IncludeStore(settings: IncludeSettings(templates: directory.path, cacheDirectory: cache.path))
        guard case .file(let file) = store.find(.template("Jobs/Build.gitlab-ci.yml")) else {
            Issue.record("not found")
            return
        }
        #expect(file.bytes == Array("x".utf8))
        let missing = store.find(.template("Jobs/Biuld.gitlab-ci.yml")).problem
        #expect(missing?.message == "Included file `Jobs/Biuld.gitlab-ci.yml` is empty or does not exist!")
        #expect(missing?.help == "did you mean `Jobs/Build.gitlab-ci.yml`?")
        #expect(store.find(.template("Out.gitlab-ci.yml")).problem?.message.contains("leads out of") == true)
        #expect(store.find(.template("../x.gitlab-ci.yml")).problem != nil)
        let unset = IncludeStore(settings: IncludeSettings(cacheDirectory: cache.path)).find(.template("X.gitlab-ci.yml")).problem
        #expect(unset?.help?.contains("templates: DIRECTORY") == true)
    }
}

extension ForeignAnswer {
    var tree: ForeignTree? { if case .tree(let tree) = self { tree } else { nil } }

    var problem: ForeignProblem? {
        switch self {
        case .absent(let problem), .refused(let problem): problem
        case .tree, .file: nil
        }
    }

    var isAbsent: Bool { if case .absent = self { true } else { false } }
}
