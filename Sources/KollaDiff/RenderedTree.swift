internal import FoundationEssentials
internal import Glibc

/// What Kolla Ansible wrote for every host.
package struct RenderedTree: Hashable, Sendable {
    package struct File: Hashable, Sendable {
        /// Permission bits.
        package var mode: UInt32
        package var content: [UInt8]

        package init(mode: UInt32, content: [UInt8]) {
            self.mode = mode
            self.content = content
        }

        /// `0640`.
        package var octalMode: String {
            let digits = String(mode, radix: 8)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }

        /// nil when the file is not UTF-8 text.
        package var text: String? {
            content.contains(0) ? nil : String(validating: content, as: UTF8.self)
        }
    }

    /// Host, then path below the host's configuration directory: `nova-compute/nova.conf`.
    package var hosts: [String: [String: File]]

    package init(hosts: [String: [String: File]]) { self.hosts = hosts }

    package var fileCount: Int { hosts.values.reduce(0) { $0 + $1.count } }

    /// Reads a directory with one folder a host. A symbolic link is read as its target.
    package init(directory: String) throws(KollaDiffError) {
        hosts = [:]
        do {
            let manager = FileManager.default
            for host in try manager.contentsOfDirectory(atPath: directory).sorted() {
                var files: [String: File] = [:]
                let root = directory + "/" + host
                for path in try manager.subpathsOfDirectory(atPath: root) {
                    var status = stat()
                    guard lstat(root + "/" + path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { continue }
                    let content =
                        status.st_mode & S_IFMT == S_IFLNK
                        ? Array(try manager.destinationOfSymbolicLink(atPath: root + "/" + path).utf8)
                        : [UInt8](try Data(contentsOf: URL(filePath: root + "/" + path)))
                    files[path] = File(mode: status.st_mode & 0o7777, content: content)
                }
                hosts[host] = files
            }
        } catch {
            throw KollaDiffError(.system, operation: "read the rendered files", message: "\(error)")
        }
    }
}
