import Testing

@testable import Commands

@Suite struct RemoteAddressTests {
    @Test(arguments: [
        ("https://gitlab.example.org/cloud/kayobe-config.git", "https", "gitlab.example.org", nil, "cloud/kayobe-config"),
        ("http://gitlab.example.org:8080/cloud/sub/kayobe-config", "http", "gitlab.example.org", 8080, "cloud/sub/kayobe-config"),
        ("https://user:token@gitlab.example.org/cloud/config.git/", "https", "gitlab.example.org", nil, "cloud/config"),
        ("git@gitlab.example.org:cloud/config.git", "https", "gitlab.example.org", nil, "cloud/config"),
        ("ssh://git@gitlab.example.org:2222/cloud/config.git", "https", "gitlab.example.org", nil, "cloud/config"),
    ])
    func tellsTheProjectOfARemote(_ address: String, _ scheme: String, _ host: String, _ port: Int?, _ path: String) throws {
        let remote = try #require(RemoteAddress(address))
        #expect((remote.scheme, remote.host, remote.path) == (scheme, host, path))
        #expect(remote.port == port)
    }

    @Test(arguments: ["/srv/git/config.git", "../config", "file:///srv/git/config", "", "https://", "https:///path", "host:"])
    func pathsAreNoProjects(_ address: String) {
        #expect(RemoteAddress(address) == nil)
    }
}
