import KayobeConfig
import Testing

@Suite struct VaultedFileTests {
    private let body = "32353939636366346666633462623835643933633137626236333631343434383430343633653335\n"

    @Test func findsEncryptedFilesByContent() throws {
        let vaulted = try KayobeConfiguration.reading([
            "etc/kayobe/secrets.yml": "$ANSIBLE_VAULT;1.1;AES256\n" + body,
            "etc/kayobe/inventory/group_vars/all": "$ANSIBLE_VAULT;1.2;AES256;prod\n" + body,
            "etc/kayobe/tls/key.pem": "$ANSIBLE_VAULT;1.1;AES256\r\n" + body,
            "etc/kayobe/inline.yaml":
                "a: !vault |\n  $ANSIBLE_VAULT;1.2;AES256;dev\n  3235\nb: 1\nc: !vault |-\n  $ANSIBLE_VAULT;1.1;AES256\n  32\n",
            "etc/kayobe/commented.yml": "# a: !vault |\n#  $ANSIBLE_VAULT;1.1;AES256\n",
            "README.md": "Files begin with $ANSIBLE_VAULT;1.1\n",
            "etc/kayobe/late.yml": "---\n$ANSIBLE_VAULT;1.1;AES256\n", "etc/kayobe/other.yml": "$ANSIBLE_VAULT;9.9;ROT13\n",
            "etc/kayobe/plain.yml": "a: 1\n",
        ]) { try $0.vaultedFiles() }
        #expect(
            vaulted == [
                VaultedFile(path: "etc/kayobe/inline.yaml", kind: .values, vaultIDs: ["dev"]),
                VaultedFile(path: "etc/kayobe/inventory/group_vars/all", kind: .whole, vaultIDs: ["prod"]),
                VaultedFile(path: "etc/kayobe/secrets.yml", kind: .whole),
                VaultedFile(path: "etc/kayobe/tls/key.pem", kind: .whole),
            ])
    }

    @Test func anEncryptedInventoryIsNamed() throws {
        let file = ["etc/kayobe/inventory/hosts": "$ANSIBLE_VAULT;1.1;AES256\n" + body]
        let problems = try KayobeConfiguration.reading(file) { try $0.inventory().problems }
        #expect(problems.map(\.message) == ["the inventory is encrypted: its hosts are not known"])
    }
}
