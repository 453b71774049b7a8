/// The project that a pipeline belongs to.
package struct ProjectFacts: Hashable, Sendable {
    /// `group/subgroup/name`.
    package var path: String
    package var defaultBranch: String
    package var id: Int
    /// As people write it; the last part of the path when empty.
    package var title: String
    package var projectDescription: String
    /// `private`, `internal` or `public`.
    package var visibility: String
    package var topics: [String]
    /// The time limit of jobs that name none, in seconds.
    package var defaultTimeout: Int

    package init(
        path: String, defaultBranch: String, id: Int = 1, title: String = "", projectDescription: String = "",
        visibility: String = "private", topics: [String] = [], defaultTimeout: Int = 3600
    ) {
        self.path = path
        self.defaultBranch = defaultBranch
        self.id = id
        self.title = title
        self.projectDescription = projectDescription
        self.visibility = visibility
        self.topics = topics
        self.defaultTimeout = defaultTimeout
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    var namespace: String { path.split(separator: "/").dropLast().joined(separator: "/") }
    var rootNamespace: String { path.split(separator: "/").dropLast().first.map(String.init) ?? "" }
}
