/// What pip says of a requirement that it cannot install.
enum PipComplaint {
    /// The last lines, without the hundreds of versions that there are instead.
    static func essence(of text: String) -> String {
        let lines = text.split(separator: "\n").filter {
            !$0.hasPrefix("ERROR: Ignored the following") && !$0.hasPrefix("[notice]")
        }
        return lines.suffix(6).map(shortened).joined(separator: "\n    ")
    }

    private static func shortened(_ line: Substring) -> String {
        let opening = "(from versions: "
        guard let start = line.firstRange(of: opening)?.upperBound, let end = line[start...].firstIndex(of: ")") else {
            return String(line)
        }
        let versions = line[start..<end].split(separator: ", ")
        guard versions.count > 6 else { return String(line) }
        return line[..<start] + "\u{2026}, " + versions.suffix(5).joined(separator: ", ") + line[end...]
    }
}
