/// Which OpenStack an environment deploys, as its variable files say. Values are as written: Jinja expressions stay expressions.
package struct ReleaseSettings: Hashable, Sendable, Codable {
    /// `openstack_release`.
    package var openStackRelease: String?
    /// `kolla_tag`: the tag of the container images.
    package var kollaTag: String?
    /// `kolla_openstack_release`.
    package var kollaOpenStackRelease: String?
    /// `kolla_ansible_source_version`: branch, tag or commit.
    package var kollaAnsibleVersion: String?
    /// `kolla_base_distro`: `rocky`, `ubuntu`, ….
    package var kollaBaseDistribution: String?

    package init() {}

    mutating func set(_ variable: String, to value: String) {
        switch variable {
        case "openstack_release": openStackRelease = value
        case "kolla_tag": kollaTag = value
        case "kolla_openstack_release": kollaOpenStackRelease = value
        case "kolla_ansible_source_version": kollaAnsibleVersion = value
        case "kolla_base_distro": kollaBaseDistribution = value
        default: break
        }
    }
}
