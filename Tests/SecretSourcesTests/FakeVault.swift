import Foundation
import Testing

/// Stands in for HashiCorp Vault, which is no package here: a small server that answers as the documented HTTP API does.
///
/// It has the token `root-token`, the role `kayobe` for the id token `signed-token`, key/value secrets of version 2 at `ops` and of
/// version 1 at `old`, in the namespace `team` only when asked for by its header. `slow` never answers, `sealed` says 503.
struct FakeVault {
    let url: String
    private let input: Pipe
    private let process: Process

    private static let server = #"""
        import http.server, json, os, sys, threading, time
        V2 = {"production/db": {"password": "s3cret-of-v2", "port": 5432, "tls": {"on": True}}, "with space/ü": {"k": "encoded"}}
        V1 = {"db": {"password": "s3cret-of-v1"}}
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, value, headers={}):
                body = json.dumps(value).encode()
                self.send_response(status)
                for name, text in headers.items(): self.send_header(name, text)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_POST(self):
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path != "/v1/auth/jwt/login": return self.answer(404, {"errors": ["no handler for route"]})
                if sent.get("jwt") != "signed-token": return self.answer(400, {"errors": ["error validating token"]})
                if sent.get("role") != "kayobe": return self.answer(400, {"errors": ["role \"%s\" could not be found" % sent.get("role")]})
                self.answer(200, {"auth": {"client_token": "login-token", "lease_duration": 60}})
            def do_GET(self):
                from urllib.parse import unquote
                if self.headers["X-Vault-Token"] not in ("root-token", "login-token"):
                    return self.answer(403, {"errors": ["permission denied"]})
                path = unquote(self.path)
                if path == "/v1/ops/data/slow": time.sleep(30)
                if path == "/v1/ops/data/sealed": return self.answer(503, {"errors": ["Vault is sealed"]})
                if path == "/v1/ops/data/standby": return self.answer(307, {}, {"Location": "http://127.0.0.1:1/v1/ops/data/standby"})
                if path == "/v1/ops/data/broken": return self.answer(200, "<html>")
                if path == "/v1/ops/data/deleted":
                    return self.answer(404, {"data": {"data": None, "metadata": {"deletion_time": "2026-01-01T00:00:00Z"}}})
                if path == "/v1/ops/data/team-only" and self.headers["X-Vault-Namespace"] == "team":
                    return self.answer(200, {"data": {"data": {"k": "of-the-team"}}})
                if path.startswith("/v1/ops/data/") and path[13:] in V2:
                    return self.answer(200, {"data": {"data": V2[path[13:]], "metadata": {"version": 1}}})
                if path.startswith("/v1/old/") and path[8:] in V1: return self.answer(200, {"data": V1[path[8:]]})
                self.answer(404, {"errors": []})
            def log_message(self, *ignored): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        print(f"port {server.server_port}", flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        server.serve_forever()
        """#

    static func serving<Value>(_ body: (FakeVault) async throws -> Value) async throws -> Value {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", server]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The server ends with its input.
        defer { try? input.fileHandleForWriting.close() }
        let banner = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(banner.firstMatch(of: /port (\d+)/)?.output.1)
        return try await body(FakeVault(url: "http://127.0.0.1:\(port)", input: input, process: process))
    }
}
