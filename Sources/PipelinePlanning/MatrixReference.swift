/// `$[[ matrix.NAME ]]`, as `needs:parallel:matrix` may hold it.
/// Reference: https://docs.gitlab.com/ci/yaml/matrix_expressions/
enum MatrixReference {
    /// The variable that a whole value refers to; nil when the value is plain text.
    static func name(in value: String) -> String? {
        guard value.hasPrefix("$[["), value.hasSuffix("]]"), value.utf8.count > 5 else { return nil }
        let inside = value.dropFirst(3).dropLast(2).split(separator: " ", omittingEmptySubsequences: true)
        guard inside.count == 1, let path = inside.first, path.hasPrefix("matrix.") else { return nil }
        return String(path.dropFirst("matrix.".count))
    }
}
