internal import CGit2

/// The SHA-1 name of a commit, tree, blob or tag.
package struct ObjectID: Hashable, Sendable {
    /// Forty lower-case hexadecimal digits.
    package let hex: String

    /// Nil unless `hex` is forty hexadecimal digits.
    package init?(hex: String) {
        guard hex.utf8.count == 40, hex.utf8.allSatisfy(Self.isHexDigit) else { return nil }
        self.hex = hex.lowercased()
    }

    init(_ oid: git_oid) {
        var oid = oid
        self.hex = String(unsafeUninitializedCapacity: 40) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { _ = git_oid_fmt($0.baseAddress, &oid) }
            return 40
        }
    }

    /// The first eight digits: `CI_COMMIT_SHORT_SHA`.
    package var short: String { String(hex.prefix(8)) }

    var raw: git_oid {
        var oid = git_oid()
        // Cannot fail: `hex` was checked by the initialiser.
        _ = hex.withCString { git_oid_fromstr(&oid, $0) }
        return oid
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension ObjectID: CustomStringConvertible {
    package var description: String { hex }
}

extension ObjectID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ObjectID(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an object id")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
