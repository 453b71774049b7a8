import Testing

@testable import Commands

@Suite struct KollaProgressTests {
    @Test func saysHowFarARenderIsAndHowLongItTakes() {
        let begin = ContinuousClock.now
        func far(_ number: Int, _ total: Int?) -> String {
            KollaProgress.far(number, of: total, since: begin, now: begin + .seconds(10))
        }
        #expect(far(120, 360) == "task 120 of about 360, 20 s left")
        #expect(far(120, nil) == "task 120")
        // The last render had fewer tasks: there is nothing to go by any more.
        #expect(far(361, 360) == "task 361")
        // Too early to say.
        #expect(far(5, 360) == "task 5 of about 360")
        #expect(far(360, 360) == "task 360 of about 360, 0 ms left")
    }
}
