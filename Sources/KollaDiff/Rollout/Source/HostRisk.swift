/// What is at risk when the operating system of a host is configured.
enum HostRisk {
    private struct Entry {
        var subject: String
        var severity: RolloutPlan.Severity?
        var text = ""
        var advice: String?
    }

    private static let entries: [String: Entry] = [
        "network": Entry(
            subject: "the network interfaces", severity: .critical,
            text:
                "Interfaces are configured anew, and traffic stops while they are; a mistake cuts the host off from everything, its own administrators included.",
            advice: "Network: one host first, with a console at hand, then the others one after the other (--limit)."),
        "firewall": Entry(
            subject: "the firewall", severity: .disruptive,
            text: "A rule that is missing cuts services, or the administrator, off from the host.",
            advice: "Firewall: one host first (--limit), and see that it can still be reached."),
        "docker": Entry(
            subject: "the container engine", severity: .disruptive,
            text: "Docker is restarted when its settings change: without live restore that restarts every container of the host.",
            advice: "Docker: host after host (--limit); see that the clusters are whole before the next controller."),
        "podman": Entry(
            subject: "the container engine", severity: .disruptive, text: "New settings apply to containers as they restart.",
            advice: "Podman: host after host (--limit)."),
        "libvirt-host": Entry(
            subject: "libvirt on the host", severity: .disruptive,
            text: "libvirt restarts: instances keep running, but cannot be started, stopped or migrated meanwhile.",
            advice: "libvirt: host after host (--limit), with no migration under way."),
        "kayobe-ansible-user": Entry(
            subject: "the account that Kayobe uses", severity: .disruptive,
            text: "Kayobe can lose its access to the hosts.",
            advice: "Accounts: one host first (--limit), and log in before the others."),
        "users": Entry(
            subject: "the users of the hosts", severity: .brief, text: "People can gain or lose their access to the hosts."),
        "selinux": Entry(
            subject: "SELinux", severity: .disruptive, text: "A new state needs a reboot of the host.",
            advice: "SELinux: host after host (--limit), instances moved away first."),
        "vgpu": Entry(
            subject: "virtual GPUs and the IOMMU", severity: .disruptive, text: "Kernel parameters need a reboot of the host.",
            advice: "GPUs: host after host (--limit), instances moved away first."),
        "iommu": Entry(
            subject: "virtual GPUs and the IOMMU", severity: .disruptive, text: "Kernel parameters need a reboot of the host.",
            advice: "GPUs: host after host (--limit), instances moved away first."),
        "lvm": Entry(
            subject: "LVM volumes", severity: .critical,
            text: "Volume groups and volumes are created or grown on disks; a wrong device loses what is on it.",
            advice: "LVM: compare the devices with those of the hosts first."),
        "mdadm": Entry(
            subject: "software RAID", severity: .critical, text: "Arrays are created on disks; a wrong device loses what is on it.",
            advice: "RAID: compare the devices with those of the hosts first."),
        "luks": Entry(
            subject: "disk encryption", severity: .critical, text: "Devices are formatted; a wrong device loses what is on it.",
            advice: "LUKS: compare the devices with those of the hosts first."),
        "swift": Entry(
            subject: "Swift's block devices", severity: .critical,
            text: "Devices are formatted; a wrong device loses what is on it.",
            advice: "Swift: compare the devices with those of the hosts first."),
        "ntp": Entry(
            subject: "time synchronisation", severity: .brief, text: "The clock is set by other servers: clusters notice a jump."),
        "timezone": Entry(subject: "the time zone"), "sysctl": Entry(subject: "kernel parameters"),
        "tuned": Entry(subject: "the tuning profile"), "dnf": Entry(subject: "package repositories"),
        "apt": Entry(subject: "package repositories"), "pip": Entry(subject: "Python's package index"),
        "proxy": Entry(subject: "the proxy"), "logging": Entry(subject: "the system's log"),
        "etc-hosts": Entry(subject: "/etc/hosts"),
        "swap": Entry(subject: "swap"), "dev-tools": Entry(subject: "the packages on the hosts"),
    ]

    /// In words: `the network interfaces`.
    static func subject(_ tag: String) -> String { entries[tag]?.subject ?? tag }

    static func assess(_ tag: String) -> (risks: [RolloutPlan.Risk], advice: [String]) {
        guard let entry = entries[tag] else { return ([], []) }
        let risks = entry.severity.map { [RolloutPlan.Risk(subject: entry.subject, severity: $0, text: entry.text)] } ?? []
        return (risks, entry.advice.map { [$0] } ?? [])
    }
}
