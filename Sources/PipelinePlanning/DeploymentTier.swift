/// `CI_ENVIRONMENT_TIER` of an environment that names none, guessed from its name as GitLab does.
/// Reference: https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments
enum DeploymentTier {
    private static let signs: [(tier: String, parts: [String])] = [
        ("development", ["dev", "review", "trunk"]),
        ("testing", ["test", "tst", "int", "accept", "acpt", "qa", "qc", "control", "quality"]),
        ("staging", ["stag", "stg", "model", "modl", "pre", "demo", "non"]),
        ("production", ["prod", "prd", "live"]),
    ]

    static func guess(_ name: String) -> String {
        let name = name.lowercased()
        func contains(_ part: String) -> Bool {
            name.utf8.indices.contains { name.utf8[$0...].starts(with: part.utf8) }
        }
        return signs.first { $0.parts.contains(where: contains) }?.tier ?? "other"
    }
}
