/// A file with contents encrypted by Ansible Vault, in whole or in single values.
/// Reference: https://docs.ansible.com/ansible/latest/vault_guide/vault_encrypting_content.html
package struct VaultedFile: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        /// The file begins with `$ANSIBLE_VAULT;`.
        case whole
        /// A YAML file with `!vault` values.
        case values
    }

    /// Relative to the top of the repository.
    package var path: String
    package var kind: Kind
    /// The labels of the passwords it needs (`--vault-id label@…`), sorted; empty for the unlabelled one alone.
    package var vaultIDs: [String]

    package init(path: String, kind: Kind, vaultIDs: [String] = []) {
        self.path = path
        self.kind = kind
        self.vaultIDs = vaultIDs
    }

    /// What a file's bytes say; nil when nothing in it is encrypted.
    static func inspect(_ bytes: [UInt8], path: String) -> VaultedFile? {
        if hasHeader(bytes) {
            let header = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
            guard let id = vaultID(inHeader: String(decoding: header, as: UTF8.self)) else { return nil }
            return VaultedFile(path: path, kind: .whole, vaultIDs: id.isEmpty ? [] : [id])
        }
        guard bytes.firstRange(of: marker) != nil else { return nil }
        var ids: Set<String> = []
        var found = false
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        for (line, next) in zip(lines, lines.dropFirst()) {
            let text = line.trimmingPrefix(while: \.isWhitespace)
            guard !text.hasPrefix("#"), text.contains("!vault") else { continue }
            guard let id = vaultID(inHeader: String(next.trimmingPrefix(while: \.isWhitespace))) else { continue }
            found = true
            if !id.isEmpty { ids.insert(id) }
        }
        return found ? VaultedFile(path: path, kind: .values, vaultIDs: ids.sorted()) : nil
    }

    static func hasHeader(_ bytes: [UInt8]) -> Bool { bytes.starts(with: marker) }

    private static let marker = Array("$ANSIBLE_VAULT;".utf8)

    /// `$ANSIBLE_VAULT;1.1;AES256` or `$ANSIBLE_VAULT;1.2;AES256;label`: the label, empty when there is none; nil for anything
    /// else.
    private static func vaultID(inHeader header: String) -> String? {
        let fields = header.split(separator: ";", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
        guard fields.count >= 3, fields[0] == "$ANSIBLE_VAULT", ["1.0", "1.1", "1.2"].contains(fields[1]) else { return nil }
        guard fields[2] == "AES256" || fields[2] == "AES" else { return nil }
        return fields[1] == "1.2" && fields.count > 3 ? fields[3] : ""
    }
}
