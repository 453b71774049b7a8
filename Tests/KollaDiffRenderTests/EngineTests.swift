import Foundation
import TestSupport
import Testing

@testable import KollaDiff

/// The driver against Ansible as it is, on playbooks made to be hard on an engine and on Kolla Ansible itself.
@Suite struct EngineTests {
    /// The releases of OpenStack that are compared, by Kayobe's release.
    static let releases = ["18.6.0", "16.8.0"]

    @Test(arguments: releases) func hardPlaybooksLeaveTheSameFilesAndSayTheSame(kayobe: String) async throws {
        let environment = try RenderEnvironment()
        let pair = try await environment.pythonEnvironments(kayobe: kayobe)
        let directory = try TemporaryDirectory()
        var said: [String] = []
        var trees: [RenderedTree] = []
        for engine in [RenderEngine.stock, .driver] {
            let work = directory[engine.rawValue]
            try FileManager.default.createDirectory(atPath: work + "/library", withIntermediateDirectories: true)
            for (name, text) in Driver.library { try Data(text.utf8).write(to: URL(filePath: work + "/library/" + name)) }
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: pair.kolla + "/bin/ansible-playbook")
            process.currentDirectoryURL = RenderEnvironment.project.appending(path: "fixtures/engine")
            process.arguments = [
                "-i", "inventory", "-e", "out=\(work)/out", "-e", "ansible_python_interpreter=\(pair.kolla)/bin/python", "site.yml",
            ]
            process.environment = [
                "PATH": "\(pair.kolla)/bin:/usr/bin:/bin", "HOME": work, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0",
                "PYTHONDONTWRITEBYTECODE": "1", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOCAL_TEMP": work + "/tmp",
                "ANSIBLE_REMOTE_TMP": work + "/tmp", "SLIPWAY_LIBRARY": work + "/library",
                "ANSIBLE_CALLBACKS_ENABLED": engine == .driver ? "with_driver" : "",
            ]
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, Comment(rawValue: text))
            // Times, and where this engine worked.
            said.append(
                text.replacing(/"(delta|end|start)": "[^"]*"/, with: "").replacing(work, with: "")
                    .replacing(/\[WARNING\][^\n]*\n/, with: ""))
            trees.append(try RenderedTree(directory: work))
        }
        #expect(said[0] == said[1])
        let files = trees.map { $0.hosts["out", default: [:]] }
        #expect(files[0].count > 15)
        #expect(Set(files[0].keys) == Set(files[1].keys))
        for (path, file) in files[0] {
            let other = try #require(files[1][path])
            #expect(file.octalMode == other.octalMode, "mode of \(path)")
            #expect(
                file.text?.replacing(directory["stock"], with: "") == other.text?.replacing(directory["driver"], with: ""),
                "\(path)")
        }
    }

    /// Every file of every host, with its mode, on two inventories and two releases.
    @Test(arguments: releases, ["ci-aio", "staging"])
    func rendersWhatStockGenconfigRenders(kayobe: String, inventory: String) async throws {
        let environment = try RenderEnvironment()
        _ = try await environment.pythonEnvironments(kayobe: kayobe)
        try environment.commit("kayobe==\(kayobe)\n", to: "requirements.txt", branch: "release")
        async let driver = environment.differ(inventory).render(.revision("release"), to: environment.repository + "-driver")
        async let stock = environment.differ(inventory, engine: .stock)
            .render(.revision("release"), to: environment.repository + "-stock")
        let (ours, theirs) = try await (driver, stock)
        #expect(ours.record.refusals == theirs.record.refusals)
        #expect(Set(ours.record.writes) == Set(theirs.record.writes))
        #expect(ours.tree.fileCount > 100)
        #expect(Set(ours.tree.hosts.keys) == Set(theirs.tree.hosts.keys))
        for (host, files) in theirs.tree.hosts {
            #expect(Set(files.keys) == Set(ours.tree.hosts[host, default: [:]].keys), "files of \(host)")
            for (path, file) in files { #expect(file == ours.tree.hosts[host]?[path], "\(host): \(path)") }
        }
    }

    /// One thing changed at a time, with the records of the run before and without: see `fixtures/reuse`.
    @Test(arguments: zip(releases, [[], sample]))
    func takesOverWhatComesOutTheSame(kayobe: String, names: [String]) async throws {
        let pair = try await RenderEnvironment().pythonEnvironments(kayobe: kayobe)
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory["library"], withIntermediateDirectories: true)
        for (name, text) in Driver.library { try Data(text.utf8).write(to: URL(filePath: directory["library/" + name])) }
        try Data(Driver.guardPlugin.utf8).write(to: URL(filePath: directory["library/slipway_guard.py"]))
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: pair.kolla + "/bin/python")
        process.arguments =
            [
                RenderEnvironment.project.path + "/fixtures/reuse/check.py", "--python", pair.kolla + "/bin/python", "--library",
                directory["library"], "--scratch", directory.path,
            ] + names
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.path, "LANG": "C.UTF-8"]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, Comment(rawValue: text))
        #expect(text.contains(" variations, 0 failures"), Comment(rawValue: text))
    }

    /// What the older release is tried with.
    static let sample = [
        "nothing", "a nested variable", "a file that was not found before", "the name in a variable",
        "a variable that was not defined",
        "a variable of another host", "a file that is registered", "a variable that is set as a fact", "a value in a mapping",
        "another group",
    ]

    /// An Ansible whose text is not known to the driver runs as it is, and the user is told.
    @Test func saysWhyItDoesNotRun() async throws {
        let pair = try await RenderEnvironment().pythonEnvironments(kayobe: "18.6.0")
        let directory = try TemporaryDirectory()
        for (name, text) in Driver.library {
            let text =
                name == "slipway_releases.py"
                ? text.replacing(/"FieldAttributeBase.copy"\): \{[^}]*\}/, with: "\"FieldAttributeBase.copy\"): set()") : text
            try Data(text.utf8).write(to: URL(filePath: directory[name]))
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: pair.kolla + "/bin/python")
        process.arguments = [
            "-c", "import sys; sys.path.insert(0, sys.argv[1]); import slipway_engine as e; print(e.install())", directory.path,
        ]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.path, "LANG": "C.UTF-8"]
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(
            text.hasPrefix(
                "ansible-core \(pair.ansibleCoreVersion) differs from the releases that the driver knows in ansible.playbook.base.")
        )
    }
}
