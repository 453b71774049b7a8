internal import FoundationEssentials
internal import Processes

/// A Python that can make environments.
struct Interpreter: Hashable, Sendable {
    var path: String
    /// `3.11`.
    var version: String

    /// The oldest that Kayobe 2025.1 runs on.
    private static let oldest = (3, 10)

    /// The distribution's Python first: shims of version managers (pyenv, asdf) do not survive the scrubbed environment of a render.
    static func find() async throws(KollaDiffError) -> Interpreter {
        let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders =
            ["/usr/bin", "/usr/local/bin"] + search.split(separator: ":").map(String.init).filter { !$0.contains("shims") }
        let names = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"]
        var found: [String] = []
        for folder in folders {
            for name in names where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                let path = "\(folder)/\(name)"
                let code = "import sys; print('%d %d' % sys.version_info[:2])"
                guard let output = try? await Tool.run(Command(path, ["-c", code])) else { continue }
                let numbers = output.text.split { $0.isWhitespace }.compactMap { Int($0) }
                guard numbers.count == 2 else { continue }
                if (numbers[0], numbers[1]) >= oldest { return Interpreter(path: path, version: "\(numbers[0]).\(numbers[1])") }
                found.append("\(path) is \(numbers[0]).\(numbers[1])")
            }
        }
        let seen = found.isEmpty ? "none was found" : found.joined(separator: ", ")
        throw KollaDiffError(
            .toolMissing, operation: "find Python",
            message: "Python 3.10 or newer is needed (\(seen)): apt-get install python3 python3-venv")
    }

    func makeEnvironment(at root: String) async throws(KollaDiffError) {
        let output: ToolOutput
        do { output = try await Tool.run(Command(path, ["-m", "venv", root]), accepting: nil) } catch {
            throw KollaDiffError(error)
        }
        guard output.exitCode == 0 else {
            let complaint = output.text + output.errorText
            throw KollaDiffError(
                .toolMissing, operation: "make a Python environment",
                message: complaint.contains("ensurepip")
                    ? "\(path) cannot make environments: apt-get install python3-venv"
                    : complaint.split(separator: "\n").last.map(String.init) ?? "\(path) -m venv failed")
        }
    }
}
