/// Which Kayobe and Kolla Ansible a configuration is deployed with.
package struct ReleasePins: Hashable, Sendable {
    /// The repository's own `requirements.txt`, word for word.
    package var requirements: String
    /// What pip is asked for beside it, in an environment of its own: `kolla-ansible==20.6.0`.
    package var kollaAnsible: String

    /// Kolla Ansible counts two releases ahead of Kayobe: Kayobe 18 and Kolla Ansible 20 are OpenStack 2025.1. The newest release that
    /// was tried with each; others take the newest of the series.
    private static let tried = [16: "18.8.0", 18: "20.6.0"]

    /// - Parameters:
    ///   - requirements: text of `requirements.txt`.
    ///   - kollaAnsible: what the user asks for instead of what follows from Kayobe's release.
    package init(requirements: String, kollaAnsible: String? = nil) throws(KollaDiffError) {
        self.requirements = requirements
        if let kollaAnsible {
            self.kollaAnsible = kollaAnsible
            return
        }
        let operation = "read requirements.txt"
        let lines = requirements.split(separator: "\n").map { line in
            line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0].filter { !$0.isWhitespace }
        }
        // Not a line of Kayobe's requirements: sites that pin both in one file mean both.
        if let pinned = lines.first(where: { Self.name(of: $0) == "kolla-ansible" }) {
            self.kollaAnsible = pinned
            self.requirements = lines.filter { Self.name(of: $0) != "kolla-ansible" }.joined(separator: "\n") + "\n"
            return
        }
        guard let kayobe = lines.first(where: { Self.name(of: $0) == "kayobe" }) else {
            throw KollaDiffError(
                .pinMissing, operation: operation, message: "it does not name kayobe; add a line such as `kayobe==18.6.0`")
        }
        let digits = kayobe.drop { !$0.isNumber }.prefix(while: \.isNumber)
        guard let release = Int(digits), release < 1000 else {
            throw KollaDiffError(
                .pinMissing, operation: operation,
                message: "which Kolla Ansible belongs to `\(kayobe)` is not known; add a line such as `kolla-ansible==20.6.0`")
        }
        self.kollaAnsible = Self.tried[release].map { "kolla-ansible==\($0)" } ?? "kolla-ansible==\(release + 2).*"
    }

    private static func name(of requirement: String) -> String {
        // `kayobe[extra]==18`, and `git+https://…/kayobe@stackhpc/2025.1`.
        if requirement.hasPrefix("git+") {
            let address = requirement.split(separator: "#")[0].split(separator: "@").first ?? ""
            let last = address.split(separator: "/").last.map(String.init) ?? ""
            return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
        }
        return requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }.lowercased().replacing("_", with: "-")
    }

    /// A name for the environments of these pins: readable, and different for different texts.
    package var key: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in (requirements + "\0" + kollaAnsible).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let readable = kollaAnsible.replacing("==", with: "-").filter { $0.isLetter || $0.isNumber || "-.".contains($0) }
        return readable + "-" + String(hash, radix: 16)
    }
}
