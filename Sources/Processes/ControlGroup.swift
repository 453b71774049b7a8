internal import Glibc
internal import Synchronization

/// A control group for the process trees of one launcher, so that each can be killed as a whole even when the launcher is dead.
/// Reference: https://docs.kernel.org/admin-guide/cgroup-v2.html
package struct ControlGroup: Sendable {
    package enum Kind: Sendable {
        /// cgroup v2 with `cgroup.kill`.
        case unified
        /// The freezer of cgroup v1.
        case freezer
    }

    /// A place where this process may create groups.
    package struct Hierarchy: Sendable {
        package var kind: Kind
        /// This process's own group.
        package var directory: String
    }

    package var kind: Kind
    package var directory: String

    /// The best hierarchy on this machine that this process may use; nil when there is none, as for most users without
    /// a delegated group. Found once.
    package static let hierarchy: Hierarchy? = {
        let mounts = readText("/proc/self/mountinfo") ?? ""
        let memberships = readText("/proc/self/cgroup") ?? ""
        return candidates(mounts: mounts, memberships: memberships).first { isUsable($0) }
    }()

    /// The hierarchies that `mountinfo` and `/proc/self/cgroup` tell of, v2 first.
    static func candidates(mounts: String, memberships: String) -> [Hierarchy] {
        var found: [Hierarchy] = []
        for line in mounts.split(separator: "\n") {
            // ID parent major:minor root mountpoint options [tags…] - type source superoptions
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { continue }
            let type = fields[dash + 1]
            let controllers = fields[dash + 3].split(separator: ",")
            let kind: Kind
            if type == "cgroup2" {
                kind = .unified
            } else if type == "cgroup", controllers.contains("freezer") {
                kind = .freezer
            } else {
                continue
            }
            guard let own = membership(kind, in: memberships) else { continue }
            // In a container the mount may show only a part of the hierarchy, and the path outside it.
            let root = String(fields[3])
            var relative = own
            if root != "/", relative.hasPrefix(root) { relative = String(relative.dropFirst(root.count)) }
            if relative.hasSuffix("/") { relative.removeLast() }
            found.append(Hierarchy(kind: kind, directory: fields[4] + relative))
        }
        return found.filter { $0.kind == .unified } + found.filter { $0.kind == .freezer }
    }

    private static func membership(_ kind: Kind, in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            switch kind {
            case .unified where fields[0] == "0" && fields[1].isEmpty: return String(fields[2])
            case .freezer where fields[1].split(separator: ",").contains("freezer"): return String(fields[2])
            default: continue
            }
        }
        return nil
    }

    private static func isUsable(_ hierarchy: Hierarchy) -> Bool {
        let probe = "\(hierarchy.directory)/slipway-probe-\(getpid())"
        guard mkdir(probe, 0o700) == 0 else { return false }
        defer { rmdir(probe) }
        switch hierarchy.kind {
        // Entering a group also needs the right to write to this process's own group.
        case .unified: return access("\(probe)/cgroup.kill", W_OK) == 0 && access("\(hierarchy.directory)/cgroup.procs", W_OK) == 0
        case .freezer: return access("\(probe)/freezer.state", W_OK) == 0
        }
    }

    private static let counter = Mutex(0)

    /// A new empty group, or nil when this machine offers none. The launcher removes it.
    static func create() -> ControlGroup? {
        guard let hierarchy else { return nil }
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let directory = "\(hierarchy.directory)/slipway-\(getpid())-\(number)"
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { return nil }
        return ControlGroup(kind: hierarchy.kind, directory: directory)
    }

    /// For the case that the launcher died before it could clean up: kills and removes the group. Does nothing when it is gone.
    func destroy() {
        guard access(directory, F_OK) == 0 else { return }
        switch kind {
        case .unified:
            writeText("\(directory)/cgroup.kill", "1")
        case .freezer:
            writeText("\(directory)/freezer.state", "FROZEN")
            for pid in (readText("\(directory)/cgroup.procs") ?? "").split(separator: "\n") {
                if let pid = pid_t(pid) { Glibc.kill(pid, SIGKILL) }
            }
            writeText("\(directory)/freezer.state", "THAWED")
        }
        for _ in 0..<200 {
            if rmdir(directory) == 0 || errno != EBUSY { return }
            usleep(5_000)
        }
    }
}

private func readText(_ path: String) -> String? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let file = OwnedDescriptor(number)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
        let count = read(file.number, &buffer, buffer.count)
        if count <= 0 { break }
        text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
}

private func writeText(_ path: String, _ text: String) {
    let number = open(path, O_WRONLY | O_CLOEXEC)
    guard number >= 0 else { return }
    let file = OwnedDescriptor(number)
    _ = write(file.number, text, text.utf8.count)
}
