internal import Git

/// The diff of a changed file for people, without anything that is kept encrypted on one of the sides.
enum SourceDiff {
    struct Outcome {
        var isEncrypted: Bool
        /// nil: nothing can be shown.
        var text: String?
    }

    static func make(_ path: String, old: [UInt8]?, new: [UInt8]?) throws(GitError) -> Outcome {
        let sides = [old, new].compactMap { $0 }
        let kinds = sides.map { VaultedFile.inspect($0, path: path)?.kind }
        // What was encrypted and is no longer, or the reverse, would be shown by the other side.
        if kinds.contains(.whole) { return Outcome(isEncrypted: true, text: nil) }
        if path.hasSuffix("kolla/passwords.yml") { return Outcome(isEncrypted: false, text: nil) }
        if sides.contains(where: { $0.firstRange(of: Array("PRIVATE KEY-----".utf8)) != nil }) {
            return Outcome(isEncrypted: false, text: nil)
        }
        if kinds.contains(.values) {
            let names = sides.map(encryptedKeys)
            guard names.count == 2, names[0] == names[1] else { return Outcome(isEncrypted: true, text: nil) }
            return Outcome(
                isEncrypted: true,
                text: try TextPatch.unified(old: old.map(withoutCiphertext), new: new.map(withoutCiphertext), path: path))
        }
        return Outcome(isEncrypted: false, text: try TextPatch.unified(old: old, new: new, path: path))
    }

    /// The lines that introduce an encrypted value.
    private static func encryptedKeys(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).filter { $0.contains("!vault") }
    }

    /// Each run of ciphertext as one line that differs when the ciphertext does.
    private static func withoutCiphertext(_ bytes: [UInt8]) -> [UInt8] {
        var lines: [String] = []
        var run = ""
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.filter { !$0.isWhitespace }
            let isCiphertext = text.count >= 16 && text.allSatisfy(\.isHexDigit)
            if isCiphertext {
                run += text
                continue
            }
            if !run.isEmpty { lines.append(marker(run)) }
            run = ""
            lines.append(String(line))
        }
        if !run.isEmpty { lines.append(marker(run)) }
        return Array(lines.joined(separator: "\n").utf8)
    }

    private static func marker(_ ciphertext: String) -> String {
        var hash: UInt32 = 0x811c_9dc5
        for byte in ciphertext.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return "    (encrypted, \(String(hash, radix: 16)))"
    }
}
