package import PipelineModel

/// `artifacts:reports:dotenv`: variables that a job hands to later jobs.
/// Reference: https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
package enum DotenvReport {
    /// Bytes; GitLab's `dotenv_size` limit.
    package static let sizeLimit = 5 * 1024
    /// GitLab's default `dotenv_variables` limit.
    package static let variableLimit = 20

    /// Reads `KEY=VALUE` lines. As in GitLab there are no comments, no blank lines, no quotes (they belong to the value), no
    /// references and no values of several lines; of two lines with one key the last counts.
    package static func parse(_ content: [UInt8]) throws(ExecutionError) -> [Variable] {
        guard content.count < sizeLimit else {
            throw invalid("Dotenv Artifact Too Big. Maximum Allowable Size: \(sizeLimit)")
        }
        var variables: [Variable] = []
        for line in lines(text(content)) {
            guard let equals = line.firstIndex(of: "=") else { throw invalid("Invalid Format") }
            let key = trimmed(line[..<equals])
            guard !key.isEmpty, key.utf8.count <= 255, key.utf8.allSatisfy(isKeyByte) else {
                throw invalid("Validation failed: Key can contain only letters, digits and '_'.")
            }
            let variable = Variable(key, trimmed(line[line.index(after: equals)...]))
            if let place = variables.firstIndex(where: { $0.key == key }) {
                variables[place] = variable
            } else {
                variables.append(variable)
            }
        }
        guard variables.count <= variableLimit else {
            throw invalid("Dotenv files cannot have more than \(variableLimit) variables")
        }
        return variables
    }

    private static func invalid(_ message: String) -> ExecutionError {
        ExecutionError(.invalidReport, operation: "read the dotenv report", message: message)
    }

    private static func lines(_ text: String) -> [Substring] {
        // Scalars, because "\r\n" is one Character and no "\n".
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func trimmed(_ text: Substring) -> String {
        var scalars = text.unicodeScalars
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar.value == 0 || scalar.value == 0x20 || (0x09...0x0d).contains(scalar.value)
        }
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// UTF-8, or UTF-16 with a byte order mark, which Windows shells write.
    private static func text(_ content: [UInt8]) -> String {
        if content.starts(with: [0xef, 0xbb, 0xbf]) { return String(decoding: content[3...], as: UTF8.self) }
        let isLittle = content.starts(with: [0xff, 0xfe])
        guard isLittle || content.starts(with: [0xfe, 0xff]) else { return String(decoding: content, as: UTF8.self) }
        let units = stride(from: 2, to: content.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(content[index]), UInt16(content[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(decoding: units, as: UTF16.self)
    }
}
