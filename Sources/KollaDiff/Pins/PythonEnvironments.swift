internal import FoundationEssentials
internal import KayobeConfig
internal import Processes

/// The Python environments of Kayobe and Kolla Ansible: built from the package index once for each pin, and used by every render.
package struct PythonEnvironments: Sendable {
    /// Two environments, as Kayobe itself keeps them.
    package struct Pair: Hashable, Sendable, Codable {
        /// Root of the environment with Kayobe and Ansible's collections.
        package var kayobe: String
        /// Root of the environment with Kolla Ansible.
        package var kolla: String
        package var kayobeVersion: String
        package var kollaAnsibleVersion: String
        package var ansibleCoreVersion: String
    }

    package var cache: CacheDirectory
    /// Ask no server: use what was built before.
    package var offline: Bool
    /// A sentence for people; called as work goes on.
    package var progress: @Sendable (String) -> Void

    package init(cache: CacheDirectory, offline: Bool = false, progress: @escaping @Sendable (String) -> Void = { _ in }) {
        self.cache = cache
        self.offline = offline
        self.progress = progress
    }

    /// The environments of some pins, built when they are not there. Branches and tags stand for the commit that they are at now, or,
    /// when the server cannot be asked, were at last. An environment cannot be moved, so it is built in place, under a lock, and counts
    /// only when its marker is written.
    package func pair(for pins: ReleasePins) async throws(KollaDiffError) -> Pair {
        let python = try await Interpreter.find()
        try makeDirectory(cache.pythonEnvironments)
        let pins = try await GitReferences(
            record: cache.pythonEnvironments + "/references.json", offline: offline, note: progress
        ).resolved(pins)
        let root = "\(cache.pythonEnvironments)/\(pins.key)-py\(python.version)"
        if let pair = complete(root) { return pair }
        if offline {
            throw KollaDiffError(
                .pinNotInstalled, operation: "find an environment with \(pins.requirementLines)",
                message: "it has not been built yet; run once without --offline")
        }
        let lock = try await FileLock(path: root + ".lock")
        defer { withExtendedLifetime(lock) {} }
        if let pair = complete(root) { return pair }
        try? FileManager.default.removeItem(atPath: root)
        try makeDirectory(root)
        do throws(KollaDiffError) {
            let pair = try await build(pins, in: root, python: python)
            do { try JSONEncoder().encode(pair).write(to: URL(filePath: root + "/complete"), options: .atomic) } catch {
                throw KollaDiffError(.system, operation: "finish \(root)", message: "\(error)")
            }
            return pair
        } catch {
            try? FileManager.default.removeItem(atPath: root)
            throw error
        }
    }

    private func complete(_ root: String) -> Pair? {
        guard let data = try? Data(contentsOf: URL(filePath: root + "/complete")) else { return nil }
        return try? JSONDecoder().decode(Pair.self, from: data)
    }

    private func build(_ pins: ReleasePins, in root: String, python: Interpreter) async throws(KollaDiffError) -> Pair {
        let kayobe = root + "/kayobe"
        let kolla = root + "/kolla"
        for file in pins.files.files {
            let path = root + "/pins/" + file.path
            try makeDirectory(URL(filePath: path).deletingLastPathComponent().path)
            do { try Data(file.text.utf8).write(to: URL(filePath: path)) } catch {
                throw KollaDiffError(.system, operation: "write \(path)", message: "\(error)")
            }
        }
        progress("Installing Kayobe (\(pins.requirementLines)) into \(kayobe)")
        try await python.makeEnvironment(at: kayobe)
        try await pip(kayobe, ["--requirement", root + "/pins/requirements.txt"]) { pins.place(of: $0) }
        let core = try await version(of: "ansible-core", in: kayobe)
        progress("Installing \(pins.kollaAnsible) into \(kolla)")
        try await python.makeEnvironment(at: kolla)
        // With bcrypt 5 passlib, which nobody keeps up any more, cannot hash; OpenStack's own constraints hold bcrypt back, too.
        try await pip(kolla, [pins.kollaAnsible, "ansible-core==\(core)", "bcrypt<5"]) { _ in pins.kollaAnsiblePlace }
        try await shareCollections(from: kayobe, with: kolla)
        try checkInterpreter(of: kolla)
        return Pair(
            kayobe: kayobe, kolla: kolla, kayobeVersion: try await version(of: "kayobe", in: kayobe),
            kollaAnsibleVersion: try await version(of: "kolla-ansible", in: kolla), ansibleCoreVersion: core)
    }

    /// Kolla Ansible's script of 2024.1 and older runs whatever the first line of `ansible` names. Linux reads 127 characters of that
    /// line, and pip writes `/bin/sh` into it when the path of Python is longer.
    private func checkInterpreter(of kolla: String) throws(KollaDiffError) {
        func firstLine(_ name: String) -> Substring {
            let text =
                FileManager.default.contents(atPath: kolla + "/bin/" + name).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return text.prefix { $0 != "\n" }
        }
        guard firstLine("kolla-ansible").hasSuffix("bash"), firstLine("ansible") == "#!/bin/sh" else { return }
        throw KollaDiffError(
            .system, operation: "use the Python environments in \(cache.pythonEnvironments)",
            message: "the path is too long for the first line of a program; set XDG_CACHE_HOME to a shorter one")
    }

    /// Kayobe's environment has the collections of the `ansible` package; Kolla Ansible expects the same ones.
    private func shareCollections(from kayobe: String, with kolla: String) async throws(KollaDiffError) {
        let source = try await sitePackages(of: kayobe) + "/ansible_collections"
        let target = try await sitePackages(of: kolla) + "/ansible_collections"
        guard FileManager.default.fileExists(atPath: source), !FileManager.default.fileExists(atPath: target) else { return }
        do { try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: source) } catch {
            throw KollaDiffError(.system, operation: "link \(target)", message: "\(error)")
        }
    }

    /// - Parameter place: where the requirement is written that pip's last words are about.
    private func pip(
        _ root: String, _ arguments: [String], place: (String) -> String
    ) async throws(KollaDiffError) {
        let arguments = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_TERMINAL_PROMPT"] = "0"
        // Installing runs programs of the packages.
        environment["KAYOBE_VAULT_PASSWORD"] = nil
        let output: ToolOutput
        do {
            output = try await Tool.run(Command(root + "/bin/python", arguments, environment: environment), accepting: nil)
        } catch { throw KollaDiffError(error) }
        guard output.exitCode == 0 else {
            let lines = PipComplaint.essence(of: output.errorText.replacing(Self.pins(below: root), with: ""))
            // Another try may find a server that does not answer now, but not a meaning in what has none.
            throw KollaDiffError(
                lines.contains("Invalid requirement") ? .invalidConfiguration : .pinNotInstalled,
                operation: "install what \(place(lines)) pins", message: "pip says\n    " + lines)
        }
    }

    /// Where the requirement files of the repository are, for an environment in the folder beside them.
    private static func pins(below root: String) -> String {
        URL(filePath: root).deletingLastPathComponent().path + "/pins/"
    }

    private func version(of package: String, in root: String) async throws(KollaDiffError) -> String {
        let code = "import importlib.metadata as m; print(m.version('\(package)'))"
        let output = try await run(root + "/bin/python", ["-c", code])
        let version = output.text.filter { !$0.isWhitespace }
        guard output.exitCode == 0, !version.isEmpty else {
            throw KollaDiffError(.pinNotInstalled, operation: "look for \(package)", message: "it was not installed into \(root)")
        }
        return version
    }

    private func sitePackages(of root: String) async throws(KollaDiffError) -> String {
        let output = try await run(root + "/bin/python", ["-c", "import sysconfig; print(sysconfig.get_path('purelib'), end='')"])
        return output.text
    }

    private func run(_ program: String, _ arguments: [String]) async throws(KollaDiffError) -> ToolOutput {
        do { return try await Tool.run(Command(program, arguments), accepting: nil) } catch { throw KollaDiffError(error) }
    }
}

extension ReleasePins {
    /// The requirement that a text names: `requirements.txt:2`; the file when it names none.
    func place(of text: String) -> String {
        let named = files.pins.first { pin in
            text.contains(pin.requirement.name) || pin.requirement.url.map { text.contains($0) } == true
        }
        return named?.place ?? "requirements.txt"
    }

    /// The requirements in a line, without comments.
    var requirementLines: String {
        requirements.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.isEmpty }.joined(separator: ", ")
    }
}
