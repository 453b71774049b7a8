import Testing

@testable import Commands

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, 0, "1970-01-01T00:00:00+00:00"), (951_782_400, 0, "2000-02-29T00:00:00+00:00"),
            (1_795_464_469, 60, "2026-11-23T21:07:49+01:00"),
            (1_795_464_469, -570, "2026-11-23T10:37:49-09:30"), (-1, 0, "1969-12-31T23:59:59+00:00"),
            (4_102_444_799, 0, "2099-12-31T23:59:59+00:00"),
        ] as [(Int64, Int, String)])
    func writesISO8601(_ seconds: Int64, _ offset: Int, _ text: String) {
        #expect(Timestamp.text(seconds: seconds, offsetMinutes: offset) == text)
    }

    @Test func writesMinutesForTables() {
        #expect(Timestamp.minute(1_795_464_469.7) == "2026-11-23 20:07")
        #expect(Timestamp.utc(1_795_464_469) == "2026-11-23T20:07:49Z")
    }
}
