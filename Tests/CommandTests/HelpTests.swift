import Foundation
import Processes
import Testing

/// Every subcommand explains itself with examples that it understands.
@Suite struct HelpTests {
    private struct Dump: Decodable {
        struct Subcommand: Decodable {
            var commandName: String
            var abstract: String?
            var subcommands: [Subcommand]?
        }

        var command: Subcommand
    }

    private func allCommands() async throws -> [(path: [String], abstract: String, hasSubcommands: Bool)] {
        let place = try Workplace(nil)
        let output = try await place.slipway("--experimental-dump-help")
        let dump = try JSONDecoder().decode(Dump.self, from: Data(output.standardOutput))
        var found: [(path: [String], abstract: String, hasSubcommands: Bool)] = []
        func add(_ command: Dump.Subcommand, below path: [String]) {
            for subcommand in command.subcommands ?? [] where subcommand.commandName != "help" {
                let whole = path + [subcommand.commandName]
                found.append((whole, subcommand.abstract ?? "", subcommand.subcommands?.isEmpty == false))
                add(subcommand, below: whole)
            }
        }
        add(dump.command, below: [])
        return found
    }

    @Test func everySubcommandHasExamples() async throws {
        let place = try Workplace(nil)
        let commands = try await allCommands()
        #expect(commands.count >= 12, "\(commands.map(\.path))")
        for command in commands {
            let name = command.path.joined(separator: " ")
            let help = try await place.shell("$slipway \(name) --help")
            #expect(help.exitCode == 0 && help.errorText.isEmpty, "\(name)")
            #expect(!command.abstract.isEmpty, "\(name)")
            let examples = try #require(help.text.range(of: "EXAMPLES"), "\(name) --help has no examples")
            #expect(help.text[examples.upperBound...].contains("slipway \(name)"), "\(name): its examples do not show it")
            #expect(help.text.contains("USAGE: slipway"), "\(name)")
            #expect(!help.standardOutput.contains(0x1B))
        }
    }

    @Test func helpOfTheWhole() async throws {
        let place = try Workplace(nil)
        for line in ["--help", "help", "-h"] {
            let help = try await place.shell("$slipway \(line)")
            #expect(help.exitCode == 0, "\(line)")
            for word in ["slipway lint", "slipway list", "slipway run", "slipway kolla diff", "Exit status"] {
                #expect(help.text.contains(word), "\(line): \(word)")
            }
        }
        let version = try await place.slipway("--version")
        #expect(version.exitCode == 0)
        #expect(version.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(version.text)")
    }
}
