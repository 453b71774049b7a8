internal import PipelineModel
internal import YAML

/// `include:integrity`: the SHA-256 that a remote file must have, as `sha256-` and base64.
/// Reference: https://docs.gitlab.com/ci/yaml/#includeintegrity
enum IntegrityEntry {
    private static let prefix = "sha256-"
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func check(_ node: Node, _ label: String, in scope: Scope) {
        guard let text = scope.string(node, "\(label) integrity"), !text.contains("$"), !isWellFormed(text) else { return }
        if text.hasPrefix(prefix) {
            scope.error(
                "\(label) integrity", "hash must be base64 encoded", at: node,
                help: "32 bytes make 44 characters, the last one `=`")
        } else {
            scope.error(
                "\(label) integrity", "hash must start with 'sha256-'", at: node,
                help: "make it with: openssl dgst -sha256 -binary FILE | openssl base64 -A")
        }
    }

    static func isWellFormed(_ text: String) -> Bool {
        let digits = text.dropFirst(prefix.count).utf8
        return text.hasPrefix(prefix) && digits.count == 44 && digits.last == UInt8(ascii: "=")
            && digits.dropLast().allSatisfy(alphabet.contains)
    }

    /// What `integrity` would have to be for a content.
    static func text(of content: [UInt8]) -> String {
        let digest = SHA256.digest(content)
        var characters: [UInt8] = []
        for start in stride(from: 0, to: digest.count, by: 3) {
            let bytes = digest[start..<min(start + 3, digest.count)]
            let group = bytes.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
            for position in 0..<4 {
                let isPadding = position > bytes.count
                characters.append(
                    isPadding ? UInt8(ascii: "=") : alphabet[Int(group >> UInt32(18 - 6 * position) & 63)])
            }
        }
        return prefix + String(decoding: characters, as: UTF8.self)
    }
}
