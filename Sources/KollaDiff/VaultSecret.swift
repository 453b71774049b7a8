/// A password of Ansible Vault with the vault id that it is for.
/// Reference: https://docs.ansible.com/ansible/latest/vault_guide/vault_managing_passwords.html
package struct VaultSecret: Hashable, Sendable, Encodable, CustomStringConvertible {
    /// Of a password that is for no vault id in particular.
    package static let defaultLabel = "default"

    /// A text that names another vault id is opened all the same, if the password is the right one.
    package var label: String
    package var password: String

    package init(label: String = defaultLabel, password: String) {
        self.label = label
        self.password = password
    }

    /// Without the password.
    package var description: String { "the vault password for \(label)" }
}
