/// Masks what looks like a credential whatever its value: the rest of a GitLab token after its prefix, and the values of URL
/// parameters that carry signatures or tokens. The prefix or name stays, so nothing has to be held back.
/// Reference: https://docs.gitlab.com/security/tokens/#token-prefixes
struct TokenMasking: Sendable {
    static let prefixes = [
        "glpat-", "gloas-", "gldt-", "glrt-", "glcbt-", "glrtr-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-", "glffct-",
        "_gitlab_session=", "gltok-",
    ]
    static let parameters = [
        "private_token", "authenticity_token", "rss_token", "x-amz-signature", "x-amz-credential", "x-amz-security-token",
    ]
    private static let automaton = ByteAutomaton(
        prefixes.map { Array($0.utf8) } + parameters.flatMap { [Array("?\($0)=".utf8), Array("&\($0)=".utf8)] })

    private enum Mode {
        case text
        /// In a token; false until its first byte was replaced.
        case token(isReplaced: Bool)
    }

    private var state: Int32 = 0
    private var mode = Mode.text

    mutating func mask(_ bytes: [UInt8], into output: inout [UInt8]) {
        for byte in bytes {
            if case .token(let isReplaced) = mode {
                if Self.isTokenByte(byte) {
                    if !isReplaced { output += SecretMasking.replacement }
                    mode = .token(isReplaced: true)
                    continue
                }
                mode = .text
            }
            output.append(byte)
            // Parameter names are matched whatever their case.
            state = Self.automaton.next(state, byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)
            if Self.automaton.longest[Int(state)] > 0 {
                state = 0
                mode = .token(isReplaced: false)
            }
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "%"), UInt8(ascii: "/"),
            UInt8(ascii: "+"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
