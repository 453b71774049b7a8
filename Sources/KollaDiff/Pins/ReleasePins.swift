package import KayobeConfig

/// Which Kayobe and Kolla Ansible a configuration is deployed with.
package struct ReleasePins: Hashable, Sendable {
    /// The repository's own `requirements.txt` and what it includes, without Kolla Ansible.
    package var files: RequirementFiles
    /// What pip is asked for beside it, in an environment of its own: `kolla-ansible==20.6.0`.
    package var kollaAnsible: String
    /// Where that is said: `requirements.txt:2`, `etc/kayobe/kolla.yml:12`, `--kolla-ansible`.
    package var kollaAnsiblePlace: String

    /// The text of `requirements.txt`.
    package var requirements: String { files.files.first?.text ?? "" }

    /// Kolla Ansible counts two releases ahead of Kayobe: Kayobe 18 and Kolla Ansible 20 are OpenStack 2025.1. The newest release that
    /// was tried with each; others take the newest of the series.
    private static let tried = [16: "18.8.0", 18: "20.6.0"]
    /// The first Kayobe of each series that is named after a year.
    private static let kayobeReleases = ["2024.1": 16, "2024.2": 17, "2025.1": 18, "2025.2": 19, "2026.1": 20]

    /// - Parameters:
    ///   - requirements: text of `requirements.txt`.
    ///   - kollaAnsible: what the user asks for instead of what follows from Kayobe's release.
    package init(requirements: String, kollaAnsible: String? = nil) throws(KollaDiffError) {
        try self.init(
            files: RequirementFiles(files: [.init(path: "requirements.txt", text: requirements, isConstraint: false)]),
            source: nil, kollaAnsible: kollaAnsible)
    }

    /// - Parameters:
    ///   - source: what Kayobe's variables say of Kolla Ansible.
    ///   - kollaAnsible: what the user asks for; wins over a line of the requirement files, which wins over `source`, which wins over
    ///     the release that belongs to Kayobe's.
    package init(files: RequirementFiles, source: KollaAnsibleSource?, kollaAnsible: String?) throws(KollaDiffError) {
        self.files = files
        // Not a line of Kayobe's requirements: sites that pin both in one file mean both.
        let pinned = files.pins.last { $0.requirement.name == "kolla-ansible" }
        if let pinned { self.files.remove(pinned) }
        let kayobe = try Self.kayobe(in: files)
        if let kollaAnsible {
            (self.kollaAnsible, kollaAnsiblePlace) = (kollaAnsible, "--kolla-ansible")
        } else if let pinned {
            (self.kollaAnsible, kollaAnsiblePlace) = (Self.text(of: pinned, in: files), pinned.place)
        } else if let requirement = try Self.requirement(source, openStackRelease: kayobe.openStackRelease) {
            (self.kollaAnsible, kollaAnsiblePlace) = requirement
        } else {
            guard let release = kayobe.release ?? source?.openStackRelease.flatMap({ Self.kayobeReleases[$0] }) else {
                throw KollaDiffError(
                    .pinMissing, operation: "read \(kayobe.place)",
                    message: "which Kolla Ansible belongs to `\(kayobe.text)` is not known; add a line such as"
                        + " `kolla-ansible==20.6.0`, or set kolla_ansible_source_version in etc/kayobe/kolla.yml")
            }
            self.kollaAnsible = Self.tried[release].map { "kolla-ansible==\($0)" } ?? "kolla-ansible==\(release + 2).*"
            kollaAnsiblePlace = kayobe.place
        }
    }

    /// The Kayobe that is pinned.
    private struct Kayobe {
        /// `18`, of a release from the index.
        var release: Int?
        var text: String
        var place: String
        /// `openstack_release` as this Kayobe defines it, as far as a version, or the name of a branch or tag, tells: `stackhpc/2024.1`.
        var openStackRelease: String?
    }

    private static func kayobe(in files: RequirementFiles) throws(KollaDiffError) -> Kayobe {
        guard let pin = files.pins.first(where: { $0.requirement.name == "kayobe" }) else {
            throw KollaDiffError(
                .pinMissing, operation: "read requirements.txt",
                message: "it does not name kayobe; add a line such as `kayobe==18.6.0`")
        }
        let digits = (pin.requirement.specifier ?? "").drop { !$0.isNumber }.prefix(while: \.isNumber)
        let release = Int(digits).flatMap { $0 < 1000 ? $0 : nil }
        return Kayobe(
            release: release, text: text(of: pin, in: files), place: pin.place,
            openStackRelease: openStackRelease(reference: pin.requirement.reference, release: release))
    }

    private static func openStackRelease(reference: String?, release: Int?) -> String? {
        let name = reference?.split(separator: "/").last ?? ""
        if kayobeReleases[String(name)] != nil { return String(name) }
        // Not the beginning of a commit: a version has a point.
        let major = release ?? (name.contains(".") ? Int(name.prefix(while: \.isNumber)) : nil)
        return kayobeReleases.first { $0.value == major }?.key
    }

    /// What Kayobe would install from its own variables.
    /// - Parameter openStackRelease: what Kayobe's own variable is, which the site's can be made of.
    private static func requirement(
        _ source: KollaAnsibleSource?, openStackRelease: String?
    ) throws(KollaDiffError) -> (String, String)? {
        guard let source, var version = source.version else { return nil }
        if source.openStackRelease == nil, let openStackRelease {
            version = version.replacing("{{ openstack_release }}", with: openStackRelease)
                .replacing("{{openstack_release}}", with: openStackRelease)
        }
        guard !version.contains("{{"), !version.contains("{%") else {
            throw KollaDiffError(
                .pinMissing, operation: "read \(source.place)",
                message: "which Kolla Ansible `\(version)` is cannot be told from the variable files; say it with --kolla-ansible"
                    + (version.contains("openstack_release") ? ", or set openstack_release in etc/kayobe/openstack.yml" : ""))
        }
        // Without a name: pip does not take one before the url of a file.
        return ("git+\(source.url)@\(version)", source.place)
    }

    /// A requirement as written, without a comment and continued lines joined.
    private static func text(of pin: RequirementFiles.Pin, in files: RequirementFiles) -> String {
        guard let file = files.files.first(where: { pin.place == "\($0.path):\(pin.requirement.line)" }) else { return "" }
        let lines = file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.indices.contains(pin.requirement.line - 1) else { return "" }
        let line = lines[pin.requirement.line - 1]
        let comment = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
        return line[..<comment].filter { !$0.isWhitespace }.replacing("@git+", with: " @ git+")
    }

    /// A name for the environments of these pins: readable, and different for different pins. Comments do not count. Short, because the
    /// path of a Python stands in the first line of every program installed beside it, and Linux reads 127 characters of that.
    package var key: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        let lines =
            files.files.flatMap { ["\0" + $0.path] + RequirementFiles.lines(of: $0.text).map(\.line) } + ["\0" + kollaAnsible]
        for byte in lines.joined(separator: "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // Of a fork: its last word, and the beginning of the commit.
        let words = kollaAnsible.contains("git+") ? kollaAnsible.split(separator: "/").last ?? "" : kollaAnsible[...]
        let readable = words.replacing("==", with: "-").replacing("@", with: "-")
            .filter { $0.isLetter || $0.isNumber || "-.".contains($0) }
        return "\(readable.prefix(24))-\(String(hash, radix: 16))"
    }
}
