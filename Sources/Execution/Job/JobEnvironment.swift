internal import PipelineModel
internal import Processes

/// The environment of a job's processes: a small part of Slipway's own, and the job's variables.
///
/// A job must not work on one laptop because of what its owner's shell exports. So nothing is inherited but what makes programs
/// find each other, speak the right language and reach the network; `SSH_AUTH_SOCK`, tokens and the like only when asked for.
enum JobEnvironment {
    static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR",
        // Proxies.
        "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY",
        "NO_PROXY",
        // Certificate authorities of the site.
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS",
        "GIT_SSL_CAINFO",
        "AWS_CA_BUNDLE",
    ]

    /// - Parameter also: names that are inherited besides.
    static func base(from own: [String: String], also: [String]) -> [String: String] {
        let also = Set(also)
        return own.filter { inherited.contains($0.key) || $0.key.hasPrefix("LC_") || also.contains($0.key) }
    }

    /// - Parameter filePath: where a file variable's file is.
    /// - Returns: the environment, and the names of variables no process can have.
    static func make(
        base: [String: String], variables: ResolvedVariables, filePath: (String) -> String
    ) -> (environment: [String: String], refused: [String]) {
        var environment = base
        var refused: [String] = []
        for variable in variables.variables {
            let isPossible = !variable.key.isEmpty && !variable.key.utf8.contains { $0 == UInt8(ascii: "=") || $0 == 0 }
            let value = variable.isFile ? filePath(variable.key) : variable.value
            if isPossible && !value.utf8.contains(0) {
                environment[variable.key] = value
            } else {
                refused.append(variable.key)
            }
        }
        return (environment, refused)
    }
}
