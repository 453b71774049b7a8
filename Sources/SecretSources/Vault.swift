internal import Execution
internal import FoundationEssentials
internal import HTTP
internal import PipelineModel

/// Reads key/value secrets, of version 1 or 2, from a HashiCorp Vault or OpenBao server.
///
/// References: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version, …/secret/kv/kv-v1#read-secret and
/// …/auth/jwt#jwt-login
struct Vault: Sendable {
    private let settings: VaultSettings
    private let client: HTTPClient

    init(_ settings: VaultSettings, userAgent: String) {
        self.settings = settings
        client = HTTPClient(userAgent: userAgent)
    }

    private struct Login: Decodable {
        struct Authentication: Decodable {
            var client_token: String
        }
        var auth: Authentication
    }

    private struct Failure: Decodable {
        var errors: [String]?
        var warnings: [String]?
    }

    func value(of request: SecretRequest) async throws(SecretError) -> String {
        let secret = request.secret
        let mount = secret.mount ?? "kv-v2"
        let isVersioned: Bool
        switch secret.engine ?? "kv-v2" {
        case "kv-v2": isVersioned = true
        case "kv-v1", "generic": isVersioned = false
        case let other:
            throw SecretError(
                .notConfigured, "\(secret.key): the secrets engine \"\(other)\" is not supported; kv-v1, kv-v2 and generic are")
        }
        let namespace = settings.namespace ?? request.variables.value("VAULT_NAMESPACE").flatMap { $0.isEmpty ? nil : $0 }
        let token = try await token(request, namespace)
        let path = "/v1/\(mount)/\(isVersioned ? "data/" : "")\(secret.path)"
        let answer = try await send(
            "GET", path, token: token, namespace: namespace, what: "\(secret.key) at \(mount)/\(secret.path)")
        guard let root = try? JSONDecoder().decode(JSONValue.self, from: Data(answer)),
            let fields = isVersioned ? root["data"]?["data"] : root["data"]
        else {
            throw SecretError(
                .unavailable, "\(secret.key): Vault's answer holds no secret; is \(mount) a \(secret.engine ?? "kv-v2") engine?")
        }
        guard let value = fields[secret.field ?? ""] else {
            throw SecretError(
                .notFound, "\(secret.key): \(mount)/\(secret.path) has no field \(secret.field ?? ""); it has \(fields.keys)")
        }
        return value.text
    }

    private func token(_ request: SecretRequest, _ namespace: String?) async throws(SecretError) -> String {
        switch settings.authentication {
        case .tokenFile(let path):
            guard let data = try? Data(contentsOf: URL(filePath: path)),
                let text = String(validating: data, as: UTF8.self)?.split(whereSeparator: \.isWhitespace).first
            else { throw SecretError(.denied, "\(request.secret.key): cannot read a Vault token from \(path)") }
            return String(text)
        case .jwt(let path, let role):
            guard let jwt = request.idToken, !jwt.isEmpty else {
                throw SecretError(
                    .denied,
                    "\(request.secret.key): the login at Vault needs an id token; give the job one in id_tokens, and name it in token"
                )
            }
            func variable(_ name: String) -> String? { request.variables.value(name).flatMap { $0.isEmpty ? nil : $0 } }
            var body = ["jwt": jwt]
            body["role"] = role ?? variable("VAULT_AUTH_ROLE")
            guard let bytes = try? JSONEncoder().encode(body) else {
                throw SecretError(.unavailable, "the login cannot be written")
            }
            let answer = try await send(
                "POST", "/v1/auth/\(path ?? variable("VAULT_AUTH_PATH") ?? "jwt")/login", body: Array(bytes), namespace: namespace,
                what: "the login for \(request.secret.key)")
            guard let login = try? JSONDecoder().decode(Login.self, from: Data(answer)) else {
                throw SecretError(.unavailable, "Vault's answer to the login holds no token")
            }
            return login.auth.client_token
        }
    }

    private func send(
        _ method: String, _ path: String, body: [UInt8]? = nil, token: String? = nil, namespace: String?, what: String
    ) async throws(SecretError) -> [UInt8] {
        var headers = [("X-Vault-Request", "true")]
        if let token { headers.append(("X-Vault-Token", token)) }
        if let namespace { headers.append(("X-Vault-Namespace", namespace)) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        // libcurl would send the token's header to wherever a redirect leads.
        var request = HTTPRequest(
            method, settings.url + Self.encoded(path), headers: headers.map { (name: $0.0, value: $0.1) }, body: body,
            maximumRedirects: 0, timeout: settings.timeout, connectTimeout: min(settings.timeout, .seconds(10)),
            maximumBytes: 4 << 20)
        request.certificateAuthorities = settings.certificateAuthorities
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(request)
        } catch {
            if error.code == .canceled { throw SecretError(.canceled, "canceled") }
            throw SecretError(.unavailable, "\(what): \(error)")
        }
        guard response.status == 200 else { throw Self.error(response, what) }
        return response.body
    }

    private static func error(_ response: HTTPResponse, _ what: String) -> SecretError {
        let answer = try? JSONDecoder().decode(Failure.self, from: Data(response.body))
        let words = (answer?.errors ?? []) + (answer?.warnings ?? [])
        let said = words.isEmpty ? "" : " (\(words.map { PlainWords.line($0) }.joined(separator: "; ")))"
        switch response.status {
        case 400 where what.hasPrefix("the login"), 401, 403: return SecretError(.denied, "\(what): Vault refuses it\(said)")
        case 404: return SecretError(.notFound, "\(what): there is no such secret\(said)")
        case 300..<400:
            return SecretError(
                .unavailable, "\(what): Vault redirects to \(response.header("location") ?? "another server"); name that in url")
        case 503: return SecretError(.unavailable, "\(what): Vault is sealed or in maintenance (503)\(said)")
        default: return SecretError(.unavailable, "\(what): Vault answered \(response.status)\(said)")
        }
    }

    /// A path with everything percent-encoded that is no plain part of one.
    static func encoded(_ path: String) -> String {
        var output = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                output.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                output.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                output += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return output
    }
}

/// What a server says, fit for one line of a log.
enum PlainWords {
    static func line(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
        return String(words.joined(separator: " ").prefix(200))
    }
}
