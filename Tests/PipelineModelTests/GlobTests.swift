import Testing

@testable import PipelineModel

@Suite struct GlobTests {
    /// Pattern, path, and what Ruby's `File.fnmatch?` says with `FNM_PATHNAME | FNM_DOTMATCH | FNM_EXTGLOB`.
    @Test(arguments: [
        ("README.md", "README.md", true),
        ("README.md", "docs/README.md", false),
        ("readme.md", "README.md", false),
        ("*.md", "README.md", true),
        ("*.md", "docs/README.md", false),
        ("*", "a", true),
        ("*", "a/b", false),
        ("*", ".hidden", true),
        ("docs/*", "docs/a", true),
        ("docs/*", "docs/.a", true),
        ("docs/*", "docs/a/b", false),
        ("docs/*", "docs", false),
        ("docs/**", "docs/a", true),
        ("docs/**", "docs/a/b", false),
        ("docs/**/*", "docs/a", true),
        ("docs/**/*", "docs/a/b", true),
        ("docs/**/*", "docs/a/b/.c", true),
        ("docs/**/*", "docs", false),
        ("docs/**/*", "other/docs/a", false),
        ("**/*.rb", "a.rb", true),
        ("**/*.rb", "a/b/c.rb", true),
        ("**/*.rb", ".a/.b/c.rb", true),
        ("**/*.rb", "a/b/c.rbx", false),
        ("**/foo", "foo", true),
        ("**/foo", "a/b/foo", true),
        ("**/foo", "a/b/foo/c", false),
        ("**/foo", "a/xfoo", false),
        ("**/a/**/b", "x/a/y/z/b", true),
        ("**/a/**/b", "a/b", true),
        ("**/a/**/b", "x/b/a", false),
        ("**/a/b", "a/a/b", true),
        ("**/a/b", "a/x/a/b", true),
        ("**/**/b", "x/b", true),
        ("a**/b", "a/b", true),
        ("a**/b", "ax/b", true),
        ("a**/b", "ax/y/b", false),
        ("**b", "ab", true),
        ("**b", "x/ab", false),
        ("**", "a", true),
        ("**", "a/b", false),
        ("a/**/", "a/b/", true),
        ("a/**/", "a/b", false),
        ("a?c", "abc", true),
        ("a?c", "a/c", false),
        ("a?c", "aüc", true),
        ("a??c", "aüc", false),
        ("?", "", false),
        ("", "", true),
        ("", "a", false),
        ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXc", false),
        ("a*bc", "abbc", true),
        ("*a*a*", "banana", true),
        ("[a-c]x", "bx", true),
        ("[a-c]x", "dx", false),
        ("[^a-c]x", "dx", true),
        ("[!a-c]x", "ax", false),
        ("[abc-]x", "-x", true),
        ("[a\\]]x", "]x", true),
        ("[]x", "]x", false),
        ("[a-c", "a", false),
        ("*[a-c", "xa", false),
        ("[ä-ü]", "ö", true),
        ("a[/]b", "a/b", false),
        ("{a,b}.txt", "a.txt", true),
        ("{a,b}.txt", "b.txt", true),
        ("{a,b}.txt", "c.txt", false),
        ("{a,b{c,d}}", "bd", true),
        ("{a,b{c,d}}", "b", false),
        ("a{,b}", "a", true),
        ("a{,b}", "ab", true),
        ("a{}b", "ab", true),
        ("a{b", "a{b", true),
        ("a}b", "a}b", true),
        ("\\{a,b\\}", "{a,b}", true),
        ("{docs,src}/**/*.{md,rst}", "docs/a/b.rst", true),
        ("{docs,src}/**/*.{md,rst}", "lib/b.rst", false),
        ("**/{Dockerfile,*.yml}", "a/b/Dockerfile", true),
        ("\\*", "*", true),
        ("\\*", "a", false),
        ("a\\", "a\\", true),
        ("a\\/b", "a/b", true),
        ("etc/kayobe/environments/*/kolla/**/*", "etc/kayobe/environments/prod/kolla/config/nova.conf", true),
        ("etc/kayobe/environments/*/kolla/**/*", "etc/kayobe/environments/a/b/kolla/config/nova.conf", false),
        ("*/b", "/b", true),
        ("a//b", "a//b", true),
        ("a+(b)", "a+(b)", true),
    ])
    func matches(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(Glob(pattern).matches(path) == expected)
    }

    @Test func knowsLiteralPaths() {
        #expect(Glob("docs/a.md").isLiteral)
        for pattern in ["*", "a?", "[a]", "{a}", "a\\b"] { #expect(!Glob(pattern).isLiteral) }
    }

    @Test func multiplyingBracesAreRefusedAtOnce() {
        let broad = Glob(String(repeating: "{a,b}", count: 60))
        #expect(broad.isTooBroad && !broad.matches(String(repeating: "a", count: 60)))
        let deep = Glob(String(repeating: "{", count: 5000) + "a" + String(repeating: "}", count: 5000))
        #expect(deep.isTooBroad)
        let usual = Glob(String(repeating: "{a,b}", count: 10))
        #expect(!usual.isTooBroad && usual.matches("abababbaba"))
    }

    /// Quadratic in the length of the pattern, this took a minute.
    @Test(.timeLimit(.minutes(1))) func setsThatAreNotClosedStayCheap() {
        let unclosed = Glob(String(repeating: "{a,b}", count: 8) + String(repeating: "[G", count: 4000))
        #expect(!unclosed.isTooBroad && !unclosed.matches("aaaaaaaa"))
        #expect(Glob(String(repeating: "{a,b}", count: 11) + String(repeating: "x", count: 4000)).isTooBroad)
        #expect(Glob("[é-ü]{1,2}[!\\]]").matches("ö2x"))
    }

    @Test func manyStarsStayCheap() {
        let path = String(repeating: "a/", count: 200) + "b"
        #expect(!Glob("**/a/**/a/**/a/**/a/**/c").matches(path))
        #expect(!Glob("*a*a*a*a*a*a*a*a*b").matches(String(repeating: "a", count: 500)))
    }
}
