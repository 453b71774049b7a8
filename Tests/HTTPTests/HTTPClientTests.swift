import Foundation
import HTTP
import Testing

/// Against Python's real HTTP server on loopback.
@Suite struct HTTPClientTests {
    let client = HTTPClient(userAgent: "slipway-tests")

    @Test func answersOfTheServerAreValues() async throws {
        try await withServer(files: ["hello.txt": "hello\n"]) { base in
            let found = try await client.send(HTTPRequest("GET", base + "/hello.txt"))
            #expect(found.status == 200)
            #expect(String(decoding: found.body, as: UTF8.self) == "hello\n")
            #expect(found.header("content-length") == "6")
            let absent = try await client.send(HTTPRequest("GET", base + "/absent"))
            #expect(absent.status == 404)
            let head = try await client.send(HTTPRequest("HEAD", base + "/hello.txt"))
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test func redirectsAreFollowedAndOnlyTheLastAnswerCounts() async throws {
        try await withServer(files: ["folder/index.html": "inside"]) { base in
            let followed = try await client.send(HTTPRequest("GET", base + "/folder"))
            #expect(followed.status == 200)
            #expect(String(decoding: followed.body, as: UTF8.self) == "inside")
            let stopped = try await client.send(HTTPRequest("GET", base + "/folder", maximumRedirects: 0))
            #expect(stopped.status == 301)
        }
    }

    @Test func aBodyLargerThanAllowedIsRefused() async throws {
        try await withServer(files: ["large": String(repeating: "x", count: 100_000)]) { base in
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest("GET", base + "/large", maximumBytes: 1000))
            }
            #expect(error?.code == .tooLarge)
        }
    }

    /// With a certificate that nobody but the request trusts.
    @Test func theRequestCanNameItsCertificateAuthorities() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "slipway-http-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let certificate = directory.appending(path: "ca.pem").path
        let maker = Process()
        maker.executableURL = URL(filePath: "/usr/bin/env")
        maker.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=slipway-tests", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", directory.appending(path: "key.pem").path, "-out", certificate,
        ]
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()
        try #require(maker.terminationStatus == 0)
        try await withServer(files: ["hello.txt": "hello\n"], certificate: directory.path) { base in
            var request = HTTPRequest("GET", base + "/hello.txt")
            let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
            #expect(error?.code == .tls)
            request.certificateAuthorities = certificate
            let answer = try await client.send(request)
            #expect(answer.status == 200)
            request.certificateAuthorities = directory.path + "/none.pem"
            let missing = await #expect(throws: HTTPError.self) { try await client.send(request) }
            #expect(missing?.code == .tls)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:1/", HTTPError.Code.refused), ("ftp://127.0.0.1/", .invalidRequest), ("not a url", .invalidRequest),
        ("http://name.invalid/", .unresolved),
    ])
    func failuresHaveACode(url: String, code: HTTPError.Code) async throws {
        let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest("GET", url)) }
        #expect(error?.code == code)
    }

    @Test func credentialsInTheAddressAreNotRepeated() async throws {
        let error = await #expect(throws: HTTPError.self) {
            try await client.send(HTTPRequest("GET", "http://user:hunter22@127.0.0.1:1/path?token=abc"))
        }
        #expect(error?.description.hasPrefix("GET http://127.0.0.1:1/path: ") == true)
    }

    @Test func aHeaderCannotSmuggleAnother() async throws {
        let error = await #expect(throws: HTTPError.self) {
            try await client.send(HTTPRequest("GET", "http://127.0.0.1:1/", headers: [("A", "b\r\nC: d")]))
        }
        #expect(error?.code == .invalidRequest)
    }

    /// Port 0 lets the system choose; the server prints what it got once it listens.
    private static let server = """
        import functools, http.server, os, ssl, sys, threading
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        if len(sys.argv) > 2:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[2] + "/ca.pem", sys.argv[2] + "/key.pem")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        print(f"port {server.server_port}", flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        server.serve_forever()
        """

    /// Serves files from a temporary directory on a free port of loopback while `body` runs.
    /// - Parameter certificate: the directory of ca.pem and key.pem, for TLS.
    private func withServer(
        files: [String: String], certificate: String? = nil, body: (String) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "slipway-http-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        for (path, text) in files {
            let file = directory.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/env")
        server.arguments = ["python3", "-c", Self.server, directory.path] + (certificate.map { [$0] } ?? [])
        let (input, output) = (Pipe(), Pipe())
        server.standardInput = input
        server.standardOutput = output
        server.standardError = FileHandle.nullDevice
        try server.run()
        // Whatever stands between this process and Python (a version manager's script, say), the server ends with its input.
        defer { try? input.fileHandleForWriting.close() }
        let banner = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(banner.firstMatch(of: /port (\d+)/)?.output.1)
        try await body("\(certificate == nil ? "http" : "https")://127.0.0.1:\(port)")
    }
}
