/// The path of a project, such as `group/sub-group/project`. Reference: GitLab's editor schema.
enum ProjectPath {
    /// True for `group/project`, and for anything with a variable in it, whose value is not known yet.
    static func isValid(_ path: String) -> Bool {
        if path.hasPrefix("/") || path.hasSuffix("/") || path.contains(where: \.isWhitespace) { return false }
        if let dollar = path.firstIndex(of: "$"), path.index(after: dollar) < path.endIndex { return true }
        return path.contains("/")
    }

    static let help = "write the whole path, such as group/project"
}
