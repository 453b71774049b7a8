import Git
import KayobeConfig
import TestSupport

extension KayobeConfiguration {
    /// The configuration at `HEAD` of a repository.
    init(_ fixture: TemporaryRepository, revision: String = "HEAD") throws {
        let commit = try Repository(discovering: fixture.path).resolve(revision)
        try self.init(RepositorySnapshot(repositoryAt: fixture.path, treeish: commit))
    }

    /// What a repository with these files says. It is gone afterwards: only stored properties can be asked.
    static func reading(_ files: [String: String]) throws -> KayobeConfiguration { try reading(files) { $0 } }

    /// Asks a repository with these files.
    static func reading<Answer>(_ files: [String: String], _ ask: (KayobeConfiguration) throws -> Answer) throws -> Answer {
        let fixture = try TemporaryRepository()
        try fixture.commit(files)
        return try withExtendedLifetime(fixture) { try ask(KayobeConfiguration(fixture)) }
    }
}
