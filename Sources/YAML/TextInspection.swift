/// What is looked for in the text itself, before and after the YAML parser: bytes that no configuration holds, and the causes
/// that hide behind a syntax error.
enum TextInspection {
    static func check(_ bytes: [UInt8], limits: Limits) throws(YAMLError) {
        if bytes.count > limits.inputBytes {
            throw YAMLError(
                .tooBig, "The parsed YAML is too big: more than \(limits.inputBytes) bytes", line: 1,
                column: 1)
        }
        if let offset = firstInvalidByte(bytes) {
            let (line, column) = position(of: offset, in: bytes)
            throw YAMLError(.notUTF8, "the file is not UTF-8 text", line: line, column: column)
        }
        if let offset = bytes.firstIndex(where: isForbiddenControl) {
            let (line, column) = position(of: offset, in: bytes)
            throw YAMLError(
                .binary, "control character 0x\(String(bytes[offset], radix: 16)); is this a binary file?", line: line,
                column: column)
        }
    }

    /// Names the cause of a syntax error where the text shows it.
    static func explain(_ error: YAMLError, in bytes: [UInt8]) -> YAMLError {
        guard error.code == .syntax else { return error }
        var line = 1
        for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if isConflictMarker(text) {
                return YAMLError(.mergeConflict, "the file holds an unresolved merge conflict", line: line, column: 1)
            }
            if line == error.line, let tab = indentingTab(text) {
                return YAMLError(.tab, "tab used for indentation; YAML allows only spaces", line: line, column: tab)
            }
            line += 1
        }
        return error
    }

    private static func isConflictMarker(_ line: ArraySlice<UInt8>) -> Bool {
        for mark in [UInt8(ascii: "<"), UInt8(ascii: ">")] where line.count >= 8 {
            if line.prefix(7).allSatisfy({ $0 == mark }) && line[line.startIndex + 7] == UInt8(ascii: " ") { return true }
        }
        return false
    }

    /// The column of a tab in the white space that starts a line.
    private static func indentingTab(_ line: ArraySlice<UInt8>) -> Int? {
        for (offset, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\t") { return offset + 1 }
            if byte != UInt8(ascii: " ") { return nil }
        }
        return nil
    }

    private static func isForbiddenControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F
    }

    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += String(scalar).utf8.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }

    private static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes[..<offset]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Continuation bytes do not start a scalar.
        return (line, bytes[start..<offset].count { $0 & 0xC0 != 0x80 } + 1)
    }
}
