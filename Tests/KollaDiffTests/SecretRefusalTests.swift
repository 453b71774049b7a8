import Testing

@testable import KollaDiff

/// What one reads when a vaulted text cannot be opened.
@Suite struct SecretRefusalTests {
    struct Case: Sendable {
        var code: String
        var label: String?
        var given: [String]
        var error: KollaDiffError.Code
        var text: String
    }

    @Test(arguments: [
        Case(
            code: "passwordMissing", given: [], error: .vaultPasswordMissing,
            text: "encrypted, and no vault password was given; set KAYOBE_VAULT_PASSWORD or use --vault-password-file FILE"),
        Case(
            code: "passwordMissing", label: "prod", given: [], error: .vaultPasswordMissing,
            text: "encrypted with the vault id `prod`, and no vault password was given; use --vault-id prod@FILE"),
        Case(
            code: "passwordMissing", label: "prod", given: ["default"], error: .vaultPasswordMissing,
            text:
                "encrypted with the vault id `prod`, and no password was given for it; that for `default` does not open it; use --vault-id prod@FILE"
        ),
        Case(
            code: "passwordMissing", label: "prod", given: ["a", "b", "b"], error: .vaultPasswordMissing,
            text:
                "encrypted with the vault id `prod`, and no password was given for it; those for `a`, `b` do not open it; use --vault-id prod@FILE"
        ),
        Case(
            code: "passwordWrong", given: ["default"], error: .vaultPasswordWrong,
            text:
                "encrypted, and the vault password does not open it; give the one that it was encrypted with, in KAYOBE_VAULT_PASSWORD or with --vault-password-file FILE"
        ),
        Case(
            code: "passwordWrong", label: "prod", given: ["prod"], error: .vaultPasswordWrong,
            text:
                "encrypted with the vault id `prod`, and the password given for it does not open it; give the one that it was encrypted with: --vault-id prod@FILE"
        ),
        Case(
            code: "damaged", given: ["default"], error: .invalidConfiguration,
            text:
                "what stands here is not whole, so that no password can open it; encrypt the value again (ansible-vault encrypt)"),
    ])
    func saysWhatToDo(_ example: Case) {
        let refusal = SecretRefusal(
            .init(code: example.code, file: "etc/kayobe/secrets.yml", line: 7, column: nil, label: example.label, message: nil))
        let error = refusal.error(operation: "read the secrets", given: example.given)
        #expect(error.code == example.error)
        #expect(error.description == "read the secrets: etc/kayobe/secrets.yml:7: " + example.text)
    }
}
