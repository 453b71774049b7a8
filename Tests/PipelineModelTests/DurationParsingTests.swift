import PipelineModel
import Testing

struct DurationParsingTests {
    @Test(arguments: [
        ("90", 90), ("0", 0), ("1h 30m", 5400), ("1h30m", 5400), ("3 mins 4 sec", 184), ("3 minutes and 4 seconds", 184),
        ("2 weeks", 1_209_600), ("1 day", 86_400), ("1 week", 604_800), ("6 mos 1 day", 15_638_400), ("1 year", 31_557_600),
        ("2h20min", 8400), ("2 hrs 20 min", 8400), ("1:30:00", 5400), ("4:30", 270), ("1.5 hours", 5400), ("1 Hour", 3600),
        ("  30 minutes ", 1800), ("1 day, 2 hours", 93_600), ("two weeks", 1_209_600), ("an hour", 3600), ("10S", 10),
        ("3 hours plus 1 minute", 10_860),
    ])
    func reads(_ text: String, _ seconds: Int) {
        #expect(Duration(parsing: text) == .seconds(seconds))
    }

    @Test func readsFractionsOfASecond() {
        #expect(Duration(parsing: "1.25 seconds") == .milliseconds(1250))
    }

    @Test(arguments: [
        "", " ", "soon", "1 fortnight", "hours", "1 2", "1h 30", "-1h", "1:2:3:4", "1:", "and", "1h1", "$TIMEOUT", "1..5 h",
        "99999999999999 years",
    ])
    func refuses(_ text: String) {
        #expect(Duration(parsing: text) == nil)
    }

    @Test(arguments: [
        (0, "0s"), (4, "4s"), (60, "1m"), (5400, "1h 30m"), (86_400, "1d"), (90_061, "1d 1h 1m 1s"), (604_800, "7d"),
    ])
    func prints(_ seconds: Int, _ text: String) {
        #expect(Duration.seconds(seconds).shortDescription == text)
        #expect(seconds == 0 || Duration(parsing: text) == .seconds(seconds))
    }
}
