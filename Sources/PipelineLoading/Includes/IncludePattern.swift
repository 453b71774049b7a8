internal import RegularExpressions

/// A path with stars in `include:local`: `*` stops at a slash, `**` does not. Unlike in `rules:changes`, `**` may stand anywhere.
/// Reference: https://docs.gitlab.com/ci/yaml/includes/#use-includelocal-with-wildcard-file-paths
struct IncludePattern {
    let text: String
    private let expression: RegularExpression

    init?(_ text: String) {
        self.text = text
        let pieces = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        var pattern = "^"
        var position = 0
        while position < pieces.count {
            pattern += Self.escaped(pieces[position])
            position += 1
            guard position < pieces.count else { break }
            if pieces[position].isEmpty, position < pieces.count - 1 {
                pattern += ".*?"
                position += 1
            } else {
                pattern += "[^/]*?"
            }
            // The piece after this star is added by the next turn.
        }
        guard let expression = try? RegularExpression(pattern + "$") else { return nil }
        self.expression = expression
    }

    func matches(_ path: String) -> Bool { expression.matches(path) }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar), scalar != "_" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
