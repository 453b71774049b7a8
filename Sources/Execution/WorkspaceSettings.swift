internal import PipelineModel

/// How a job wants its sources, from its variables.
/// Reference: https://docs.gitlab.com/ci/runners/configure_runners/#git-strategy
package struct WorkspaceSettings: Hashable, Sendable {
    package enum Strategy: String, Hashable, Sendable, CaseIterable {
        /// The directory of an earlier job may be used again, cleaned of everything that job made or changed, whatever
        /// `GIT_CLEAN_FLAGS` says.
        case fetch
        /// Always a new directory.
        case clone
        /// No repository: an empty directory.
        case none
        case empty
    }

    package enum Submodules: String, Hashable, Sendable, CaseIterable {
        case none
        case normal
        case recursive
    }

    package var strategy = Strategy.fetch
    /// Commits of history; nil for all.
    package var depth: Int?
    package var submodules = Submodules.none
    /// `GIT_SUBMODULE_DEPTH`; nil for all history.
    package var submoduleDepth: Int?
    /// `GIT_SUBMODULE_PATHS`, as pathspecs for `git submodule`.
    package var submodulePaths: [String] = []
    /// `GIT_SUBMODULE_UPDATE_FLAGS`.
    package var submoduleUpdateFlags: [String] = []
    /// `GIT_CHECKOUT`: false leaves the directory without files, with all references to check out from.
    package var checksOut = true

    package init() {}

    /// Whether a later job with the same settings can have the directory again.
    var isReusable: Bool { strategy == .fetch && submodules == .none }

    /// Reads the job's variables as GitLab Runner does: an unreadable depth or switch counts as not set, an unknown strategy is
    /// an error.
    /// - Parameter value: the expanded value of a variable.
    package init(variables value: (String) -> String?) throws(WorkspaceError) {
        if let text = value("GIT_STRATEGY"), !text.isEmpty { strategy = try Self.read(text, "GIT_STRATEGY") }
        if let text = value("GIT_SUBMODULE_STRATEGY"), !text.isEmpty { submodules = try Self.read(text, "GIT_SUBMODULE_STRATEGY") }
        depth = Self.depth(value("GIT_DEPTH"))
        submoduleDepth = Self.depth(value("GIT_SUBMODULE_DEPTH")) ?? depth
        submodulePaths = Self.words(value("GIT_SUBMODULE_PATHS"))
        submoduleUpdateFlags = Self.words(value("GIT_SUBMODULE_UPDATE_FLAGS"))
        // The spellings of Go's strconv.ParseBool.
        if let text = value("GIT_CHECKOUT") { checksOut = !["0", "f", "F", "false", "False", "FALSE"].contains(text) }
    }

    private static func read<Choice: RawRepresentable & CaseIterable>(
        _ text: String, _ variable: String
    ) throws(WorkspaceError) -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw WorkspaceError(.runnerUnsupported, "prepare the working directory", "unknown \(variable): \(text) (known: \(known))")
    }

    private static func depth(_ text: String?) -> Int? {
        guard let text, let depth = Int(text), depth > 0 else { return nil }
        return depth
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
    }
}
