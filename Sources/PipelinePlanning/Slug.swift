internal import PipelineModel

/// The forms in which GitLab puts names into host names and paths.
package enum Slug {
    /// `CI_COMMIT_REF_SLUG`, `CI_JOB_NAME_SLUG`, `CI_PROJECT_PATH_SLUG`: lower case, 63 bytes, everything but letters and digits
    /// a hyphen, none at the ends. Reference: https://docs.gitlab.com/ci/variables/predefined_variables/
    package static func name(_ text: String) -> String {
        let hyphen = UInt8(ascii: "-")
        var bytes = hyphenated(text).prefix(63)
        while bytes.first == hyphen { bytes.removeFirst() }
        while bytes.last == hyphen { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `CI_ENVIRONMENT_SLUG`: at most 24 bytes, begins with a letter, no hyphens in a row or at the end. A name that had to be
    /// changed keeps its first 17 bytes and gets six characters of its SHA-256, so that similar names stay apart.
    package static func environment(_ name: String) -> String {
        let hyphen = UInt8(ascii: "-")
        var slug = hyphenated(name)
        if slug.first.map({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) != true { slug = Array("env-".utf8) + slug }
        var squeezed: [UInt8] = []
        for byte in slug where byte != hyphen || squeezed.last != hyphen { squeezed.append(byte) }
        guard squeezed.count > 24 || squeezed != Array(name.utf8) else {
            return String(decoding: squeezed.last == hyphen ? squeezed.dropLast() : squeezed[...], as: UTF8.self)
        }
        var short = Array(squeezed.prefix(17))
        if short.last != hyphen { short.append(hyphen) }
        return String(decoding: short, as: UTF8.self) + suffix(name)
    }

    private static func hyphenated(_ text: String) -> [UInt8] {
        text.lowercased().unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "0"..."9": UInt8(scalar.value)
            default: UInt8(ascii: "-")
            }
        }
    }

    /// The last six digits of the name's SHA-256 as a number of base 36.
    private static func suffix(_ name: String) -> String {
        let modulus: UInt64 = 2_176_782_336  // 36 to the power of 6
        let number = SHA256.digest(name.utf8).reduce(UInt64(0)) { ($0 * 256 + UInt64($1)) % modulus }
        let digits = String(number, radix: 36)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}
