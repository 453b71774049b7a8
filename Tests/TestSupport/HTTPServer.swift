internal import Foundation

/// Python's real HTTP server on a free port of loopback, over a directory, as long as the value lives. It notes every request.
package final class HTTPServer: @unchecked Sendable {
    package struct Failure: Error {}

    package let address: String
    private let process = Process()
    private let input = Pipe()
    private let log: String

    private static let program = """
        import functools, http.server, os, sys, threading, time
        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self):
                with open(sys.argv[2], "a") as log: log.write(self.path + "\\n")
                if self.path.startswith("/broken"): return self.send_error(503)
                if self.path.startswith("/slow"): time.sleep(30)
                super().do_GET()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=sys.argv[1]))
        print(f"port {server.server_port}", flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        server.serve_forever()
        """

    package init(serving directory: String, log: String) throws {
        self.log = log
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program, directory, log]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let banner = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard banner.hasPrefix("port "), let port = Int(banner.dropFirst(5).prefix { $0 != "\n" }) else { throw Failure() }
        address = "http://127.0.0.1:\(port)"
    }

    /// The paths that were asked for, in order.
    package var requests: [String] {
        ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    deinit { try? input.fileHandleForWriting.close() }
}
