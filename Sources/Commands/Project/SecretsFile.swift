internal import Execution
internal import PipelineModel
internal import YAML

/// A file that maps secrets to values, for `secrets: {file: …}`. Only its owner may read it, whatever it holds.
enum SecretsFile {
    static func read(_ path: String) throws(SecretError) -> [String: String] {
        do {
            return try values(path)
        } catch let failure as CommandFailure {
            let problem = failure.diagnostics.first.map { "\($0.location?.description ?? path): \($0.message)" }
            throw SecretError(.unavailable, problem ?? failure.message)
        } catch {
            throw SecretError(.unavailable, "\(path): \(error)")
        }
    }

    private static func values(_ path: String) throws -> [String: String] {
        let file = try UserFile.named(path)
        try file.requirePrivacy(because: "secrets")
        let reader = UserFileReader(file)
        var values: [String: String] = [:]
        for entry in reader.root("a mapping of secrets to values")?.entries ?? [] {
            let key = entry.key.text ?? ""
            guard let value = entry.value.text, !value.isEmpty else {
                reader.error("\(key) should have a text as its value", at: entry.value, quoting: false)
                continue
            }
            values[key] = value
        }
        try reader.finish()
        return values
    }
}
