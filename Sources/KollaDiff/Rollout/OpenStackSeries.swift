/// A release of OpenStack: `2024.1`. There are two a year; the first of a year is a SLURP release, which can be upgraded to the next SLURP
/// release without the one in between.
/// Reference: https://docs.openstack.org/project-team-guide/release-cadence-adjustment.html
struct OpenStackSeries: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Counted in releases from the first of the year 2023, which Kolla Ansible 16 deploys.
    private var number: Int

    /// - Parameter version: of a project, `20.6.0`; only compared with others of the same project.
    init?(major version: String) {
        guard let major = Int(version.prefix { $0 != "." }) else { return nil }
        number = major
    }

    /// - Returns: nil for a version that is not of a known series.
    init?(kollaAnsible version: String) {
        guard let series = OpenStackSeries(major: version), (16..<100).contains(series.number) else { return nil }
        number = series.number - 16
    }

    private var isSLURP: Bool { number.isMultiple(of: 2) }

    /// Whether an upgrade to the other is supported.
    func leads(to other: OpenStackSeries) -> Bool { other.number == number + 1 || isSkipped(by: other) }

    /// Whether such an upgrade leaves one release out.
    func isSkipped(by other: OpenStackSeries) -> Bool { isSLURP && other.number == number + 2 }

    static func < (left: OpenStackSeries, right: OpenStackSeries) -> Bool { left.number < right.number }

    var description: String { "\(2023 + number / 2).\(number % 2 + 1)" }
}
