import Git
import TestSupport
import Testing

@Suite struct SubmoduleTests {
    @Test func listsTheSubmodulesOfACommit() throws {
        let module = try TemporaryRepository(name: "module")
        let id = try module.commit(["role": "1"])
        let fixture = try TemporaryRepository()
        let before = try fixture.commit(["a": "1"])
        try fixture.git(
            "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--name", "roles", module.path, "ansible/roles")
        try fixture.commit()
        let repository = try Repository(discovering: fixture.path)
        let expected = Submodule(name: "roles", path: "ansible/roles", url: module.path, commit: ObjectID(hex: id))
        #expect(try repository.submodules(in: repository.resolve("HEAD")) == [expected])
        #expect(try repository.submodules(in: repository.resolve(before)) == [])
        #expect(try Repository(discovering: fixture.path + "/ansible/roles").head().commit?.hex == id)
    }

    /// Each way to write it, compared with how `git config --list` reads the file.
    @Test(arguments: [
        "[submodule \"a\"]\n\tpath = a\n\turl = ../a.git\n",
        "[Submodule \"Case Kept\"]\nPATH=x\n  url = \"https://example.org/x.git\" ; comment\n",
        "[submodule \"q\\\"uote\\\\d\"] path = q # comment\n\turl = a\\\\b\\tc\n",
        "# comment\n; comment\n\n[submodule \"long\"]\n\tpath = one\\\ntwo\n\turl = \"  kept  \"  \n",
        "[other]\n\tpath = z\n[submodule \"s\"]\n\tpath = s/t\n\tignore\n\tpath = last\n",
        "[submodule \"crlf\"]\r\n\tpath = c\r\n\turl = u\r\n",
    ])
    func readsTheSyntaxAsGitDoes(text: String) throws {
        let fixture = try TemporaryRepository()
        try fixture.commit([".gitmodules": text])
        let repository = try Repository(discovering: fixture.path)
        let submodule = try #require(try repository.submodules(in: repository.resolve("HEAD")).first)
        let read = { (key: String) in
            try fixture.git("config", "-f", ".gitmodules", "submodule.\(submodule.name).\(key)", accepting: [1])
        }
        #expect(try submodule.path == read("path"))
        #expect(try submodule.url ?? "" == read("url"))
    }
}
