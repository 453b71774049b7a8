import Processes
import TestSupport
import Testing

@Suite struct DeathWatchTests {
    /// That it runs when this process is killed is shown by CommandTests, with a process that can be.
    @Test func runsItsCommandOnceItIsGone() throws {
        let place = try TemporaryDirectory()
        let path = place["a file; with $odd 'words'"]
        var watch: DeathWatch? = try DeathWatch(#"printf %s "$#:$1:${HOME-none}" >"$1""#, [path])
        #expect(watch != nil && place.text("a file; with $odd 'words'") == nil)
        watch = nil
        #expect(place.text("a file; with $odd 'words'") == "1:\(path):none")
    }
}
