internal import Processes

/// One thing a machine can have, the commands that need it, and how to get it.
struct Requirement: Sendable {
    var name: String
    var neededFor: [String]
    var remedy: String
    var examine: @Sendable () async -> (state: Finding.State, detail: String)

    /// In the order a person wants to read them: what everything needs first.
    static let all: [Requirement] = [
        tool("git", for: ["run", "kolla", "pipelines"], install: "apt-get install git", versionArgument: "--version"),
        Requirement(
            name: "bash", neededFor: ["run"],
            remedy: "apt-get install bash (jobs then run with bash's `set -o pipefail`, as GitLab Runner's do)"
        ) {
            if let path = path(of: "bash") { return (.present, path) }
            if let path = path(of: "sh") { return (.degraded, "only \(path): no pipefail in job scripts") }
            return (.missing, "neither bash nor sh on PATH")
        },
        Requirement(
            name: "slipway-launcher", neededFor: ["run"],
            remedy: "install it beside slipway or in ../libexec/slipway (`make install` does), or set SLIPWAY_LAUNCHER"
        ) {
            guard let path = Launcher.path else { return (.missing, "not found") }
            return (.present, path)
        },
        Requirement(
            name: "cgroup v2", neededFor: ["run"],
            remedy: "run in a delegated cgroup: `systemd-run --user --scope -p Delegate=yes slipway run`"
        ) {
            guard let directory = ControlGroup.hierarchy?.directory else {
                return (.degraded, "no writable hierarchy: processes that a job leaves behind are found through the launcher alone")
            }
            return (.present, directory)
        },
        Requirement(
            name: "python3 with venv", neededFor: ["kolla"], remedy: "apt-get install python3 python3-venv (3.10 or newer)"
        ) {
            guard let python = path(of: "python3") else { return (.missing, "no python3 on PATH") }
            let program = "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))"
            guard let version = await firstLine(of: python, ["-c", program]) else {
                return (.missing, "\(python) has no venv or no ensurepip module")
            }
            let numbers = version.split(separator: ".").compactMap { Int($0) }
            guard numbers.count >= 2, (numbers[0], numbers[1]) >= (3, 10) else {
                return (.missing, "\(python) is \(version), too old for Kayobe 2025.1")
            }
            return (.present, "\(version) at \(python)")
        },
        tool("ssh-keygen", for: ["kolla"], install: "apt-get install openssh-client", versionArgument: nil),
        tool("yamllint", for: ["pipelines"], install: "apt-get install yamllint", versionArgument: "--version"),
        tool("ansible-lint", for: ["pipelines"], install: "pip install ansible-lint", versionArgument: "--version"),
    ]

    private static func path(of program: String) -> String? {
        ExecutableSearch.find(program, path: ExecutableSearch.environment["PATH"])
    }

    /// nil when the program cannot be run or fails.
    private static func firstLine(of program: String, _ arguments: [String]) async -> String? {
        guard let output = try? await Tool.run(Command(program, arguments), timeLimit: .seconds(10)) else { return nil }
        return output.text.split(whereSeparator: \.isNewline).first.map(String.init)
    }

    private static func tool(
        _ name: String, for commands: [String], install: String, versionArgument: String?
    ) -> Requirement {
        Requirement(name: name, neededFor: commands, remedy: install) {
            guard let path = path(of: name) else { return (.missing, "not on PATH") }
            guard let versionArgument else { return (.present, path) }
            return (.present, await firstLine(of: path, [versionArgument]) ?? path)
        }
    }
}
