import Foundation
import Processes
import TestSupport
import Testing

/// `slipway kolla show` on the recorded diff: what goes where, with which status, and when it is paged.
@Suite struct KollaShowTests {
    static let diff = projectRoot + "/fixtures/reports/kolla-diff.json"

    @Test func showsAFileAndStandardInputAlike() async throws {
        let place = try Workplace(nil)
        let file = try await place.slipway("kolla", "show", Self.diff)
        #expect(file.exitCode == 0, "\(file.errorText)")
        #expect(file.text.contains("4 changes to 4 files on 7 of 7 hosts"))
        #expect(!file.standardOutput.contains(0x1B))
        let input = try await place.shell("$slipway kolla show - <'\(Self.diff)'")
        #expect(input.text == file.text)
        let json = try await place.slipway("kolla", "show", Self.diff, "--format", "json")
        let again = try await place.shell("$slipway kolla show '\(Self.diff)' --format json | $slipway kolla show - --format json")
        #expect(json.exitCode == 0 && json.text == again.text)
    }

    @Test func exitCodeTellsADifference() async throws {
        let place = try Workplace(nil)
        #expect(try await place.slipway("kolla", "show", Self.diff, "--exit-code", "--stat").exitCode == 1)
        #expect(try await place.slipway("kolla", "show", Self.diff, "--stat").exitCode == 0)
    }

    /// A diff that cannot be read whole must not look like one in which nothing changes.
    @Test func refusesWhatItCannotReadWhole() async throws {
        let place = try Workplace(nil)
        for (text, words) in [
            ("", "is not a configuration diff"), ("{}", "is not a configuration diff"),
            ("{\"version\": 1}", "has version 1 of the format"),
            ("{\"version\": 2, \"changes\": []}", "is not a configuration diff"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: place.top + "/diff.json"))
            let output = try await place.slipway("kolla", "show", "diff.json")
            #expect(output.exitCode == 3 && output.standardOutput.isEmpty, "\(text)")
            #expect(output.errorText.contains("diff.json \(words)"), "\(output.errorText)")
        }
        let whole = try String(contentsOfFile: Self.diff, encoding: .utf8)
        let damaged = whole.replacing(/"changes": \[\s*2,\s*3\s*\]/, with: "\"changes\": [2]")
        #expect(damaged != whole)
        try Data(damaged.utf8).write(to: URL(fileURLWithPath: place.top + "/diff.json"))
        let output = try await place.slipway("kolla", "show", "diff.json")
        #expect(output.exitCode == 3 && output.errorText.contains("diff.json is damaged"), "\(output.errorText)")
        let missing = try await place.slipway("kolla", "show", "nowhere.json")
        #expect(missing.exitCode == 2 && missing.errorText.contains("cannot read \"nowhere.json\""))
    }

    /// `script` gives it a terminal.
    @Test func pagesOnATerminalOnly() async throws {
        let place = try Workplace(nil)
        func terminal(_ prefix: String, _ suffix: String = "") async throws -> String {
            let output = try await place.shell(
                "unset PAGER SLIPWAY_PAGER NO_COLOR; export TERM=xterm; \(prefix) script -qec \"$slipway kolla show '\(Self.diff)' \(suffix)\" /dev/null </dev/null"
            )
            return output.text.replacing("\r\n", with: "\n")
        }
        #expect(try await terminal("SLIPWAY_PAGER='sed s/^/P:/' PAGER=false").hasPrefix("P:\u{1b}[1mKolla configuration diff"))
        #expect(try await terminal("PAGER='sed s/^/P:/'").hasPrefix("P:"))
        #expect(try await terminal("PAGER='sed s/^/P:/' NO_COLOR=1").hasPrefix("P:Kolla configuration diff"))
        for (prefix, suffix) in [
            ("PAGER=cat", ""), ("PAGER=", ""), ("PAGER='sed s/^/P:/'", "--no-pager"),
            ("PAGER='sed s/^/P:/' TERM=dumb", "--color always"),
        ] {
            let text = try await terminal(prefix, suffix)
            #expect(text.hasPrefix("\u{1b}[1mKolla configuration diff"), "\(prefix) \(suffix): \(text.prefix(60))")
        }
        // A pager that is not there costs a complaint of the shell, and never the text.
        #expect(try await terminal("PAGER=no-such-pager").contains("4 changes to 4 files on 7 of 7 hosts"))
        let piped = try await place.shell("PAGER='sed s/^/P:/' $slipway kolla show '\(Self.diff)'")
        #expect(piped.text.hasPrefix("Kolla configuration diff"))
    }

    @Test func writesEveryFormatToAFile() async throws {
        let place = try Workplace(nil)
        for (format, start) in [
            ("html", "<!doctype html>"), ("markdown", "### Kolla configuration of `production`"), ("junit", "<?xml"),
            ("codequality", "[\n"), ("json", "{"), ("text", "Kolla configuration diff"),
        ] {
            let file = place.top + "/out." + format
            let output = try await place.slipway("kolla", "show", Self.diff, "--format", format, "--output", file)
            #expect(output.exitCode == 0 && output.standardOutput.isEmpty, "\(output.errorText)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix(start), "\(format)")
            let printed = try await place.slipway("kolla", "show", Self.diff, "--format", format)
            #expect(printed.text == text)
        }
        let nowhere = try await place.slipway("kolla", "show", Self.diff, "--output", "nowhere/diff.txt")
        #expect(nowhere.exitCode == 4 && nowhere.errorText.contains("cannot write \"nowhere/diff.txt\""))
    }

    @Test func severalDiffsMakeOneReport() async throws {
        let place = try Workplace(nil)
        let json = try await place.slipway("kolla", "show", Self.diff, Self.diff, "--format", "json")
        try Data(json.standardOutput).write(to: URL(fileURLWithPath: place.top + "/both.json"))
        let text = try await place.slipway("kolla", "show", "both.json", "--stat")
        #expect(text.text.components(separatedBy: "Kolla configuration diff of production").count == 3)
        let page = try await place.slipway("kolla", "show", "both.json", "--format", "html")
        #expect(page.text.contains("id=\"diff-2\""))
    }

    @Test func boundsAreChecked() async throws {
        let place = try Workplace(nil)
        for arguments in [
            ["--max-size", "10"], ["--max-size", "1000001"], ["--link", "javascript:alert(1)"], ["--format", "pdf"],
        ] {
            let output = try await place.shell(
                "$slipway kolla show '\(Self.diff)' \(arguments.joined(separator: " ").replacing("(", with: "\\(").replacing(")", with: "\\)"))"
            )
            #expect(output.exitCode == 2 && !output.errorText.isEmpty, "\(arguments)")
        }
        let small = try await place.slipway(
            "kolla", "show", Self.diff, "--format", "markdown", "--max-size", "3000", "--link", "https://x.org/d")
        #expect(small.standardOutput.count <= 3_000 && small.text.contains("[The whole diff](<https://x.org/d>)"))
        let without = try await place.slipway("kolla", "show", Self.diff, "--format", "markdown", "--link", "")
        #expect(without.exitCode == 0 && !without.text.contains("[The whole"))
    }

    /// The report of a comparison that failed has a test that ends in error, and the command fails as it would without.
    @Test func aComparisonThatFailsIsAnErrorOfATest() async throws {
        let place = try Workplace(nil)
        let plain = try await place.slipway("kolla", "diff", "--base", "HEAD", "--environment", "production")
        let output = try await place.slipway(
            "kolla", "diff", "--base", "HEAD", "--environment", "production", "--format", "junit", "--output", "diff.xml")
        #expect(output.exitCode == plain.exitCode && output.exitCode == 3, "\(output.errorText)")
        let xml = try String(contentsOfFile: place.top + "/diff.xml", encoding: .utf8)
        #expect(xml.contains("errors=\"1\"") && xml.contains("name=\"render production\""), "\(xml)")
    }
}
