internal import Git
internal import KayobeConfig
internal import KollaDiff

/// The two sides of a change as git has them: nothing is checked out.
struct ConfigurationChange {
    var baseSide: RevisionSource.Resolved
    var headSide: RevisionSource.Resolved
    var base: KayobeConfiguration
    var head: KayobeConfiguration

    /// - Throws: `CommandFailure` when a side cannot be found, or merging conflicts.
    init(_ sides: (base: RevisionSource, head: RevisionSource)) throws {
        do {
            let repository = try Repository(discovering: ".", keepingNewObjectsInMemory: true)
            baseSide = try sides.base.resolve(in: repository)
            headSide = try sides.head.resolve(in: repository)
            let shared = SharedRepository(repository)
            base = try KayobeConfiguration(RepositorySnapshot(of: shared, treeish: baseSide.files))
            head = try KayobeConfiguration(RepositorySnapshot(of: shared, treeish: headSide.files))
        } catch let error as KollaDiffError { throw CommandFailure(error) } catch let error as GitError {
            throw CommandFailure(error.code == .notARepository ? .invalidConfiguration : .systemFailed, error.description)
        }
    }
    /// - Throws: `CommandFailure` when the repository cannot be read.
    func affected() throws -> AffectedParts {
        do { return try AffectedParts(base: base, head: head) } catch {
            throw CommandFailure(.systemFailed, error.description)
        }
    }
}
