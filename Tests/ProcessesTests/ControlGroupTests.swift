import Testing

@testable import Processes

@Suite struct ControlGroupTests {
    @Test(arguments: [
        (
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate",
            "0::/user.slice/user-1000.slice/session-2.scope",
            ["/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope"]
        ),
        (
            """
            37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:4 - cgroup2 cgroup2 rw
            """,
            "6:freezer:/a\n4:memory:/b\n0::/",
            ["/sys/fs/cgroup/unified", "/sys/fs/cgroup/freezer/a"]
        ),
        // A container without a cgroup namespace: the mount is the container's own group.
        (
            "41 31 0:38 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup ro",
            "0::/docker/abc/inner",
            ["/sys/fs/cgroup/inner"]
        ),
        ("41 31 0:38 / /proc rw - proc proc rw", "0::/", []),
    ])
    func candidates(mounts: String, memberships: String, expected: [String]) {
        #expect(ControlGroup.candidates(mounts: mounts, memberships: memberships).map(\.directory) == expected)
    }
}
