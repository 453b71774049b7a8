import Foundation
import Synchronization
import TestSupport
import Testing

@testable import KollaDiff

/// Branches and tags of pins, asked of real git repositories.
@Suite struct GitReferencesTests {
    private final class Notes: Sendable {
        let all = Mutex<[String]>([])
    }

    private func references(_ directory: TemporaryDirectory, offline: Bool = false, _ notes: Notes = Notes()) -> GitReferences {
        GitReferences(record: directory["references.json"], offline: offline) { note in notes.all.withLock { $0.append(note) } }
    }

    private func pins(_ requirement: String) throws -> ReleasePins {
        try ReleasePins(requirements: "# a fork\n\(requirement)  # ours\n", kollaAnsible: "kolla-ansible==20.6.0")
    }

    @Test func replacesBranchesAndTagsByCommits() async throws {
        let fork = try TemporaryRepository(name: "kayobe")
        let first = try fork.commit(["setup.py": "1"])
        try fork.git("tag", "-a", "-m", "v1", "v1")
        try fork.git("tag", "stackhpc/2025.1")
        try fork.git("checkout", "-q", "-b", "stackhpc/2025.1")
        let second = try fork.commit(["setup.py": "2"])
        let url = "file://" + fork.path
        let directory = try TemporaryDirectory()
        for (reference, commit) in [
            // An annotated tag stands for its commit, a branch comes before a tag of the same name.
            ("@v1", first), ("@stackhpc/2025.1", second), ("@refs/tags/stackhpc/2025.1", first), ("", second), ("@main", first),
        ] {
            let resolved = try await references(directory).resolved(try pins("kayobe @ git+\(url)\(reference)"))
            #expect(resolved.requirements == "# a fork\nkayobe @ git+\(url)@\(commit)  # ours\n", "\(reference)")
        }
        // A commit is one already; nobody is asked.
        let pinned = try pins("git+https://nowhere.invalid/kayobe@\(first)#egg=kayobe")
        #expect(try await references(directory, offline: true).resolved(pinned) == pinned)
        var kolla = try pins("kayobe==18.6.0")
        kolla.kollaAnsible = "kolla-ansible @ git+\(url)@v1"
        #expect(try await references(directory).resolved(kolla).kollaAnsible == "kolla-ansible @ git+\(url)@\(first)")
    }

    @Test func remembersWhatItWasToldWhenNobodyAnswers() async throws {
        let directory = try TemporaryDirectory()
        let fork = try TemporaryRepository(name: "kayobe")
        let commit = try fork.commit(["setup.py": "1"])
        let branch = try pins("git+file://\(fork.path)@main")
        let error = await #expect(throws: KollaDiffError.self) { try await references(directory, offline: true).resolved(branch) }
        #expect(error?.code == .pinNotInstalled)
        #expect(error?.operation == "read requirements.txt:2")
        #expect(error?.message.contains("run once without --offline") == true)
        let online = try await references(directory).resolved(branch)
        #expect(online.requirements.contains("@\(commit)"))

        // Asked no more, and not answering: the same commit, and a word about it.
        let notes = Notes()
        #expect(try await references(directory, offline: true, notes).resolved(branch) == online)
        try FileManager.default.moveItem(atPath: fork.path, toPath: fork.path + "-away")
        #expect(try await references(directory, notes).resolved(branch) == online)
        #expect(notes.all.withLock { $0.count } == 2)
        #expect(notes.all.withLock { $0[0].contains("`main` is taken for \(commit.prefix(12))") })
        let other = try pins("git+file://\(fork.path)@other")
        let unknown = await #expect(throws: KollaDiffError.self) { try await references(directory).resolved(other) }
        #expect(unknown?.code == .pinNotInstalled)
        #expect(unknown?.message.contains("could not be asked where `other` is: '\(fork.path)' does not appear to be") == true)
    }

    @Test(arguments: [
        (
            "fatal: unable to access 'https://x/': Could not resolve host: x\n",
            "unable to access 'https://x/': Could not resolve host: x"
        ),
        (
            "ssh: Could not resolve hostname x\nfatal: Could not read from remote repository.\n\nPlease make sure\nthe repository exists.\n",
            "ssh: Could not resolve hostname x"
        ), ("not finished after 60 s", "not finished after 60 s"), ("", "no answer"),
    ])
    func saysWhatGitSaid(text: String, words: String) { #expect(GitReferences.complaint(text) == words) }

    @Test func namesABranchThatDoesNotExist() async throws {
        let fork = try TemporaryRepository(name: "kayobe")
        try fork.commit(["setup.py": "1"])
        let gone = try pins("git+file://\(fork.path)@gone")
        let directory = try TemporaryDirectory()
        let error = await #expect(throws: KollaDiffError.self) { try await references(directory).resolved(gone) }
        #expect(error?.code == .pinMissing)
        #expect(error?.message == "file://\(fork.path) has no branch or tag `gone`")
    }

    @Test func keepsCredentialsOutOfMessagesAndFiles() async throws {
        let directory = try TemporaryDirectory()
        let secret = try pins("git+https://deploy:hunter2hunter2@nowhere.invalid/kayobe@main")
        let error = await #expect(throws: KollaDiffError.self) { try await references(directory, offline: true).resolved(secret) }
        #expect(error?.description.contains("hunter2") == false)
    }
}
