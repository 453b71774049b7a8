package import Git
internal import YAML

/// Where Kayobe's variables say that Kolla Ansible comes from.
/// Reference: https://docs.openstack.org/kayobe/latest/configuration/reference/kolla-ansible.html
package struct KollaAnsibleSource: Hashable, Sendable {
    /// A git repository.
    package var url: String
    /// Branch, tag or commit, variables resolved as far as the variable files tell; nil when the site leaves it to Kayobe.
    package var version: String?
    /// Where the version, or else the url, is set: `etc/kayobe/kolla.yml:12`.
    package var place: String
    /// `openstack_release`, when the site sets it.
    package var openStackRelease: String?

    package init(url: String, version: String?, place: String, openStackRelease: String? = nil) {
        self.url = url
        self.version = version
        self.place = place
        self.openStackRelease = openStackRelease
    }

    static let upstream = "https://opendev.org/openstack/kolla-ansible"
}

extension KayobeConfiguration {
    /// A variable of the variable files, as written.
    struct Variable {
        var value: String
        /// `etc/kayobe/kolla.yml:12`.
        var place: String
    }

    /// What an environment's variable files say of Kolla Ansible; later layers override earlier ones.
    package func kollaAnsibleSource(environment: String?) throws(GitError) -> KollaAnsibleSource {
        let variables = try variables(environment: environment)
        let release = variables["openstack_release"].map { Self.resolved($0.value, variables) }
        var source = KollaAnsibleSource(
            url: KollaAnsibleSource.upstream, version: nil, place: "requirements.txt",
            openStackRelease: release.flatMap { $0.contains("{{") ? nil : $0 })
        // `binary`: a release from the index, as without any setting here.
        if variables["kolla_ansible_ctl_install_type"]?.value == "binary" { return source }
        if let url = variables["kolla_ansible_source_url"] {
            source.url = Self.resolved(url.value, variables)
            source.place = url.place
            source.version = Self.resolved("{{ openstack_branch }}", variables)
        }
        if let version = variables["kolla_ansible_source_version"] {
            source.version = Self.resolved(version.value, variables)
            source.place = version.place
        }
        return source
    }

    /// Plain values of the files that Kayobe passes to Ansible.
    private func variables(environment: String?) throws(GitError) -> [String: Variable] {
        // Kayobe's own.
        var variables = ["openstack_branch": Variable(value: "stable/{{ openstack_release }}", place: "Kayobe")]
        for directory in layers(environment) {
            for name in try files.list(directory) ?? [] where [".yml", ".yaml", ".json"].contains(where: name.hasSuffix) {
                let path = directory + "/" + name
                guard let bytes = try files.contents(path), let root = try? Document.parse(bytes).first?.root else { continue }
                for entry in root.mapping?.entries ?? [] {
                    guard let name = entry.key.text, let value = entry.value.text else { continue }
                    variables[name] = Variable(value: value, place: "\(path):\(entry.key.mark.line)")
                }
            }
        }
        return variables
    }

    /// Replaces `{{ name }}`; anything more than a name stays.
    private static func resolved(_ text: String, _ variables: [String: Variable]) -> String {
        var text = text
        for _ in 0..<20 {
            var changed = false
            var position = text.startIndex
            while let open = text[position...].firstRange(of: "{{"), let close = text[open.upperBound...].firstRange(of: "}}") {
                let name = text[open.upperBound..<close.lowerBound].filter { !$0.isWhitespace }
                guard let value = variables[name]?.value else {
                    position = close.upperBound
                    continue
                }
                text.replaceSubrange(open.lowerBound..<close.upperBound, with: value)
                changed = true
                break
            }
            if !changed || text.count > 1000 { break }
        }
        return text
    }
}
