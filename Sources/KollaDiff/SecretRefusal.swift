/// What the program that reads secrets answers when it cannot.
struct SecretRefusal: Decodable, Sendable {
    struct Problem: Decodable, Sendable {
        var code: String
        /// In the repository.
        var file: String
        var line: Int?
        var column: Int?
        /// The vault id that the encrypted text names.
        var label: String?
        var message: String?
    }

    private var problem: Problem

    private enum CodingKeys: String, CodingKey { case problem = "error" }

    init(_ problem: Problem) { self.problem = problem }

    /// - Parameter given: the vault ids of the passwords that were tried.
    func error(operation: String, given: [String]) -> KollaDiffError {
        let place = [problem.line, problem.column].reduce(problem.file) { place, number in number.map { "\(place):\($0)" } ?? place
        }
        let (code, text): (KollaDiffError.Code, String) =
            switch problem.code {
            case "passwordMissing": (.vaultPasswordMissing, missing(given))
            case "passwordWrong": (.vaultPasswordWrong, wrong(given))
            case "damaged":
                (
                    .invalidConfiguration,
                    "what stands here is not whole, so that no password can open it; encrypt the value again (ansible-vault encrypt)"
                )
            default: (.invalidConfiguration, problem.message ?? problem.code)
            }
        return KollaDiffError(code, operation: operation, message: "\(place): \(text)")
    }

    private func missing(_ given: [String]) -> String {
        guard let label = problem.label else {
            return "encrypted, and no vault password was given; set KAYOBE_VAULT_PASSWORD or use --vault-password-file FILE"
        }
        let others = Self.list(given)
        return "encrypted with the vault id `\(label)`, and "
            + (others.isEmpty ? "no vault password was given" : "no password was given for it; \(others) not open it")
            + "; use --vault-id \(label)@FILE"
    }

    private func wrong(_ given: [String]) -> String {
        if let label = problem.label {
            return
                "encrypted with the vault id `\(label)`, and the password given for it does not open it; give the one that it was"
                + " encrypted with: --vault-id \(label)@FILE"
        }
        let subject = given.count == 1 ? "the vault password does" : Self.list(given)
        return "encrypted, and \(subject) not open it; give the one that it was encrypted with, in KAYOBE_VAULT_PASSWORD or with"
            + " --vault-password-file FILE"
    }

    /// The subject of a sentence: `those for default, prod do`.
    private static func list(_ labels: [String]) -> String {
        var names: [String] = []
        for label in labels where !names.contains(label) { names.append(label) }
        if names.isEmpty { return "" }
        return labels.count == 1 ? "that for `\(names[0])` does" : "those for \(names.map { "`\($0)`" }.joined(separator: ", ")) do"
    }
}
