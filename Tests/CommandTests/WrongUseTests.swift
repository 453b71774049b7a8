import Foundation
import Processes
import RunHistory
import TestSupport
import Testing

/// A wrong command line or a wrong place: exit status 2, one clear line, nothing changed.
@Suite struct WrongUseTests {
    @Test(arguments: [
        (["list", "--revision", "nope"], "slipway: no such revision: nope\n"),
        (["run", "--revision", "nope"], "slipway: no such revision: nope\n"),
        (["run", "--tag", "v9"], "slipway: no such revision: v9\n"),
        (["list", "--target", "nope"], "slipway: there is no branch \"nope\", neither here nor at origin\n"),
        (["run", "nojob"], "slipway: there is no job \"nojob\"; the jobs are: a, b\n"),
        (["run", "never"], "slipway: never is not part of this pipeline: "),
        (["run", "--manual", "nojob"], "slipway: there is no job \"nojob\" to play; see `slipway list`\n"),
        (["run", "--jobs", "0"], "Error: --jobs takes a number from 1\n"),
        (["run", "--uncommitted", "--revision", "HEAD"], "Error: --uncommitted and --revision exclude each other\n"),
        (["run", "--variable", "no-name"], "slipway: --variable takes NAME=value, not \"no-name\"\n"),
        (["list", "--variable-file", "missing.env"], "slipway: cannot read \"missing.env\": No such file or directory\n"),
        (["runs", "show"], "slipway: there are no runs yet; `slipway run` makes one\n"),
        (["runs", "show", "7"], "slipway: there is no run 7; see `slipway runs list`\n"),
        (["runs", "log", "a"], "slipway: there are no runs yet; `slipway run` makes one\n"),
        (["report", "html"], "slipway: there are no runs yet; `slipway run` makes one\n"),
        (["run", "--bogus"], "Error: Unknown option '--bogus'"),
        (["bogus"], "Error: Unexpected argument 'bogus'"),
        (["list", "-C", "missing"], "slipway: cannot change to directory \"missing\": No such file or directory\n"),
        (["-C", "missing", "list"], "slipway: cannot change to directory \"missing\": No such file or directory\n"),
        (["lint", "missing/file.yml"], "slipway: there is no file missing/file.yml\n"),
    ])
    func isTold(arguments: [String], message: String) async throws {
        let place = try Workplace("a: {script: x}\nb: {script: x}\nnever: {script: x, rules: [{if: '$NOT_SET'}]}\n")
        let line = "$slipway " + arguments.map { "'\($0)'" }.joined(separator: " ")
        let output = try await place.shell(line)
        #expect(output.exitCode == 2, "\(output.errorText)")
        #expect(output.errorText.hasPrefix(message), "\(output.errorText)")
        #expect(output.text.isEmpty, "\(output.text)")
        #expect(try place.repository.git("status", "--porcelain", "--ignored") == "", "nothing is left behind")
    }

    @Test func outsideARepository() async throws {
        let place = try Workplace("a: {script: x}\n")
        let outside = try TemporaryDirectory()
        for line in ["list", "run", "graph", "runs list", "runs show", "report html", "runs log a"] {
            let output = try await place.shell("cd '\(outside.path)' && $slipway \(line)")
            #expect(output.exitCode == 2, "\(line)")
            #expect(
                output.errorText == "slipway: this is not a git repository (nor is any directory above); name one with -C DIR\n")
        }
        // lint reads a file wherever it lies.
        let lint = try await place.shell("cp .gitlab-ci.yml '\(outside.path)' && cd '\(outside.path)' && $slipway lint")
        #expect(lint.exitCode == 0, "\(lint.text)")
        #expect(place.files(below: outside.path) == [".gitlab-ci.yml"])
    }

    @Test func withoutACommit() async throws {
        let place = try Workplace("a: {script: x}\n")
        let empty = try TemporaryDirectory()
        _ = try TemporaryRepository.git(["init", "-q"], in: empty.path)
        for line in ["list", "run", "graph"] {
            let output = try await place.shell("$slipway -C '\(empty.path)' \(line)")
            #expect(output.exitCode == 2, "\(line)")
            #expect(output.errorText == "slipway: the repository has no commit yet; commit something first\n")
        }
        let runs = try await place.shell("$slipway -C '\(empty.path)' runs list")
        #expect(runs.exitCode == 0)
        #expect(runs.errorText == "there are no runs yet; `slipway run` makes one\n")
    }

    @Test func theDirectoryIsTakenBeforeAndAfterTheSubcommand() async throws {
        let place = try Workplace("a: {script: x}\n")
        for line in ["-C '\(place.top)' list", "list -C '\(place.top)'", "-C / -C '\(place.top)' list"] {
            let output = try await place.shell("cd / && $slipway \(line)")
            #expect(output.exitCode == 0, "\(line): \(output.errorText)")
            #expect(output.text.contains("test   a"), "\(output.text)")
        }
    }

    @Test func anOlderCommitRunsAsItWas() async throws {
        let place = try Workplace("a: {script: [cat file]}\n")
        try place.repository.commit(["file": "old text\n"])
        try place.repository.commit(["file": "new text\n", ".gitlab-ci.yml": "b: {script: [cat file]}\n"])
        try place.repository.write("file", "unfinished text\n")

        let old = try await place.slipway("run", "--revision", "HEAD~1")
        #expect(old.exitCode == 0)
        #expect(old.text.contains("[a] old text\n"))
        let head = try await place.slipway("run")
        #expect(head.exitCode == 0)
        #expect(head.text.contains("[b] new text\n"))
        #expect(head.errorText.contains("warning: not committed, so not part of this run: file (--uncommitted includes them)"))
        let uncommitted = try await place.slipway("run", "--uncommitted")
        #expect(uncommitted.exitCode == 0)
        #expect(uncommitted.text.contains("[b] unfinished text\n"))
        #expect(try place.repository.git("status", "--porcelain") == " M file", "a run leaves the working tree as it was")
        #expect(try place.repository.git("stash", "list") == "")
    }
}
