import KollaDiff
import Testing

@Suite struct SettingsComparisonTests {
    private func compare(_ path: String, _ old: String, _ new: String) -> [String]? {
        SettingsComparison.compare(path: path, old: old, new: new)?.settings.map { change in
            let value = [change.old, change.new].compactMap { $0 }.joined(separator: " → ")
            let mark = change.kind == .added ? "+" : change.kind == .removed ? "-" : "~"
            return "\(mark) \(change.path): \(value)"
        }
    }

    @Test func comparesOptionsBySectionAndName() {
        let old = """
            [DEFAULT]
            # Builds at a time.
            max_concurrent_builds = 10
            debug = False

            [vnc]
            enabled = true
            """
        let new = """
            [vnc]
            enabled: true
            server_listen = 192.0.2.1
            [DEFAULT]
            max_concurrent_builds=20
            """
        #expect(
            compare("nova-compute/nova.conf", old, new) == [
                "+ [vnc] server_listen: 192.0.2.1", "~ [DEFAULT] max_concurrent_builds: 10 → 20", "- [DEFAULT] debug: False",
            ])
    }

    @Test(
        arguments: [
            // An option that repeats has several values.
            (
                "[pci]\nalias = a\nalias = b\n", "[pci]\nalias = a\nalias = c\nalias = d\n",
                ["- [pci] alias: b", "+ [pci] alias: c", "+ [pci] alias: d"]
            ),
            // In another order, which counts for some options.
            ("[pci]\nalias = a\nalias = b\n", "[pci]\nalias = b\nalias = a\n", ["~ [pci] alias: a\nb → b\na"]),
            // A section that repeats goes on.
            ("[a]\nx = 1\n[b]\ny = 1\n[a]\nz = 1\n", "[a]\nx = 1\nz = 2\n[b]\ny = 1\n", ["~ [a] z: 1 → 2"]),
            // A value goes on in the next line.
            ("[a]\nx = 1,\n  2\ny = 1\n", "[a]\nx = 1,\n  3\ny = 1\n", ["~ [a] x: 1,\n2 → 1,\n3"]),
            // The first separator counts.
            ("[a]\nurl = http://x:80/\n", "[a]\nurl = http://x:81/\n", ["~ [a] url: http://x:80/ → http://x:81/"]),
            // Options above the first section, and without a value.
            ("listeners.tcp = none\n", "listeners.tcp = none\nheartbeat = 60\n", ["+ heartbeat: 60"]),
            ("[mysqld]\nskip-name-resolve\n", "[mysqld]\n", ["- [mysqld] skip-name-resolve: "]),
            // What a shell reads.
            ("export A=1\nB=\"x y\"\n", "export A=2\nB=\"x y\"\n", ["~ A: 1 → 2"]),
            // Comments, order, blanks.
            ("[a]\nx=1\ny = 2\n", "# moved\n[a]\ny  =  2\n; and more\nx = 1\n", []),
        ] as [(String, String, [String])])
    func readsOptionsAsOsloConfigDoes(old: String, new: String, expected: [String]) {
        #expect(compare("rabbitmq/rabbitmq.conf", old, new) == expected)
    }

    @Test(arguments: [
        "<VirtualHost *:80>\n  ServerName x\n</VirtualHost>\n", "vrrp_script check {\n    interval 2\n}\n",
        "Listen 192.0.2.1:80\n", "<source>\n  @type tail\n</source>\n", "port 6379\nbind 192.0.2.1\n", "[broken\nx = 1\n",
        "/var/log/*.log {\n  daily\n}\n", "[a]\n  x = 1\n",
    ])
    func leavesOtherFormatsToTheLines(text: String) {
        #expect(compare("a/b.conf", text, text + "\n") == nil)
    }

    @Test(
        arguments: [
            ("a: 1\nb: {c: [1, 2]}\n", "b:\n  c: [1, 3]\na: 1\n", ["~ b.c[1]: 2 → 3"]),
            // One that is put in does not change those below it.
            (
                "jobs: [{name: a}, {name: b}]\n", "jobs: [{name: x, port: 1}, {name: a}, {name: b}]\n",
                ["+ jobs[0].name: x", "+ jobs[0].port: 1"]
            ),
            (
                "jobs: [{name: a, port: 1}, {name: b}]\n", "jobs: [{name: a, port: 2}]\n",
                ["~ jobs[0].port: 1 → 2", "- jobs[1].name: b"]
            ),
            // Type counts, and so does what a collection becomes.
            ("a: 1\n", "a: \"1\"\n", ["~ a: 1 → \"1\""]), ("a: x\n", "a: [x]\n", ["- a: x", "+ a[0]: x"]),
            ("a: [\"b, c\"]\n", "a: [b, c]\n", ["~ a[0]: b, c → b", "+ a[1]: c"]), ("a: 1\n", "a:\n", ["~ a: 1 → null"]),
            ("a.b: 1\n\"x y\": 1\n", "a.b: 2\n\"x y\": 2\n", ["~ [\"a.b\"]: 1 → 2", "~ [\"x y\"]: 1 → 2"]),
            ("a: {}\n", "a: {b: 1}\n", ["+ a.b: 1"]), ("a: 1 # old\n", "# new\na: 1\n", []),
            ("x: &d {a: 1}\ny: *d\n", "x: {a: 1}\ny: {a: 1}\n", []),
        ] as [(String, String, [String])])
    func comparesTreesByLeaf(old: String, new: String, expected: [String]) {
        #expect(compare("proxysql/proxysql.yaml", old, new) == expected)
    }

    @Test func readsJSON() {
        #expect(
            compare(
                "nova-compute/config.json", "{\n\t\"command\": \"nova-compute\",\n\t\"config_files\": []\n}\n",
                "{\"config_files\": [{\"source\": \"/a\", \"dest\": \"/b\"}], \"command\": \"nova-compute\"}")
                == ["+ config_files[0].source: /a", "+ config_files[0].dest: /b"])
        #expect(SettingsComparison.compare(path: "a/config.json", old: "{}", new: "{ }")?.format == .json)
    }

    @Test func leavesToTheLinesWhatCannotBeRead() {
        #expect(compare("a/b.yml", "a: [1\n", "a: 1\n") == nil)
        #expect(compare("a/b.yml", "a: 1\na: 2\n", "a: 2\n") == nil)
        #expect(compare("haproxy/haproxy.cfg", "a = 1\n", "a = 2\n") == nil)
        #expect(compare("a/hosts", "a = 1\n", "a = 2\n") == nil)
    }
}
