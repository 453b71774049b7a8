internal import ArgumentParser

/// `slipway kolla`
struct Kolla: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The configuration that Kolla Ansible would write on every host, and what a change does to it.",
        discussion: """
            The real Kayobe and the real Kolla Ansible render it, from the releases that \
            the repository's requirements.txt pins; they are installed into the cache when \
            they are not there. No host is contacted. Secrets never reach the render: \
            tokens such as nova_keystone_password.v1 stand for them, and .v2 for one that \
            changes.

            EXAMPLES
              slipway kolla diff --environment production
              slipway kolla show kolla-diff.json
              slipway kolla render --output rendered --environment production
            """,
        subcommands: [KollaDiffCommand.self, KollaShow.self, KollaRender.self, KollaCache.self])
}
