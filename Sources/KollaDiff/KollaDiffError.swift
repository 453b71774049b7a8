/// Why there is no diff. A diff is whole or it is not there.
package struct KollaDiffError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        case notARepository
        /// The revision is not in the repository.
        case noSuchRevision
        /// Merging needs a person; the message names the files.
        case mergeConflict
        /// A submodule that the configuration needs is not in the clone.
        case submoduleMissing
        /// The tree has no `etc/kayobe`.
        case notAKayobeConfiguration
        case unknownEnvironment
        case vaultPasswordMissing
        case vaultPasswordWrong
        /// A file of the configuration cannot be read as what it is.
        case invalidConfiguration
        /// A host has no address on a network that it needs.
        case hostWithoutAddress
        /// `requirements.txt` does not say which Kayobe.
        case pinMissing
        /// pip could not install what is pinned.
        case pinNotInstalled
        /// A program that rendering needs is not on this machine.
        case toolMissing
        /// A task of Kayobe or Kolla Ansible failed.
        case renderFailed
        /// A secret was found in what was rendered; nothing is shown.
        case secretLeaked
        case canceled
        case system
    }

    /// Where a render stopped.
    package struct FailedTask: Hashable, Sendable {
        package var host: String
        package var task: String
        /// `kolla-ansible/ansible/roles/nova/tasks/config.yml:57`, or a file of the configuration.
        package var path: String
        /// Ansible's own words.
        package var message: String
        /// The line of the file with its number: `2 | a = {{ b }}`.
        package var quoted: String?

        package init(host: String, task: String, path: String, message: String) {
            self.host = host
            self.task = task
            self.path = path
            self.message = message
        }
    }

    package var code: Code
    /// What was being done: `render base (main)`.
    package var operation: String
    package var message: String
    package var failedTask: FailedTask?

    package init(_ code: Code, operation: String, message: String, failedTask: FailedTask? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.failedTask = failedTask
    }

    /// True when the configuration is to be corrected, false when the machine is.
    package var isConfigurationProblem: Bool {
        switch code {
        case .notARepository, .noSuchRevision, .mergeConflict, .submoduleMissing, .notAKayobeConfiguration, .unknownEnvironment,
            .vaultPasswordMissing, .vaultPasswordWrong, .invalidConfiguration, .hostWithoutAddress, .pinMissing:
            true
        case .pinNotInstalled, .toolMissing, .renderFailed, .secretLeaked, .canceled, .system: false
        }
    }

    package var description: String {
        var text = "\(operation): \(message)"
        if let failedTask {
            text += "\n  task: \(failedTask.task)\n  host: \(failedTask.host)\n  file: \(failedTask.path)"
            if let quoted = failedTask.quoted { text += "\n    " + quoted }
        }
        return text
    }
}
