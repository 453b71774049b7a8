import KollaDiff
import Synchronization
import Testing

@testable import Commands

@Suite struct KollaProgressTests {
    @Test func saysHowFarARenderIsAndHowLongItTakes() {
        let begin = ContinuousClock.now
        func far(_ number: Int, _ total: Int?, _ roles: (Int, Int)? = nil) -> String {
            let roles = roles.map { KollaProgress.Roles(done: $0.0, total: $0.1, begin: begin + .seconds(2)) }
            return KollaProgress.far(number, of: total, since: begin, roles: roles, now: begin + .seconds(10))
        }
        // The tasks of an earlier render tell how long it takes.
        #expect(far(120, 360) == "task 120, about 20 s left")
        #expect(far(120, 360, (31, 118)) == "31 of 118 hosts × roles, about 20 s left")
        // Without one, or when it had fewer, the roles do.
        #expect(far(120, nil, (32, 128)) == "32 of 128 hosts × roles, about 24 s left")
        #expect(far(361, 360, (32, 128)) == "32 of 128 hosts × roles, about 24 s left")
        // Too early to say.
        #expect(far(5, 360) == "task 5")
        #expect(far(120, nil) == "task 120")
        #expect(far(120, nil, (0, 118)) == "0 of 118 hosts × roles")
        #expect(far(360, 360, (117, 118)) == "117 of 118 hosts × roles, about 0 ms left")
    }

    private final class Output: Sendable {
        private let text = Mutex("")
        var written: String { text.withLock { $0 } }
        func append(_ more: String) { text.withLock { $0 += more } }
    }

    /// Every line of a log says which environment it is about; a single one needs no name.
    @Test(arguments: [("lab (2 of 3)", "lab (2 of 3): "), (nil, "")])
    func namesTheEnvironment(environment: String?, place: String) {
        #expect(
            KollaProgress.names(of: ["production", "lab", nil]) == [
                "production (1 of 3)", "lab (2 of 3)", "no environment (3 of 3)",
            ])
        #expect(KollaProgress.names(of: ["production"]) == [nil])
        let output = Output()
        let progress = KollaProgress(environment: environment, isTerminal: false) { output.append($0) }
        progress.show(.step(side: "base (main)", "networks"))
        progress.show(.task(side: "base (main)", name: "Copying nova.conf", number: 100, total: nil))
        progress.show(.finished(side: "base", files: 12, fromCache: false))
        progress.finish()
        let lines = ["Rendering base (main)", "base (main): task 100, now Copying nova.conf", "Rendered base: 12 files"]
        #expect(output.written == lines.map { place + $0 + "\n" }.joined())
    }

    @Test func namesTheEnvironmentInTheLineThatIsRewritten() {
        let output = Output()
        let progress = KollaProgress(environment: "lab (2 of 3)", isTerminal: true) { output.append($0) }
        progress.show(.task(side: "base", name: "a", number: 1, total: nil))
        progress.finish()
        #expect(output.written == "\r\u{1b}[Klab (2 of 3): base: task 1, a\r\u{1b}[K")
    }
}
