import Testing

@testable import Execution

@Suite struct CoverageParsingTests {
    @Test(arguments: [
        ("Coverage: 1%\nCoverage: 87.5% of 100\nend\n", #"Coverage: \d+(?:\.\d+)?%"#, 87.5 as Double?),
        // A group that was not meant as one: GitLab reads it all the same.
        ("Coverage: 87.5%", #"Coverage: \d+(\.\d+)?%"#, 5),
        ("TOTAL 10 2 80%\r\n", #"^TOTAL.+?(\d+\%)$"#, 80),
        ("a 1% b 2%\n", #"\d+%"#, 2),
        ("nothing", #"\d+%"#, nil),
        ("x %", #"x %"#, nil),
        ("100.00% covered", #"(\d+\.\d+)% covered"#, 100),
        ("12%", "(", nil),
        ("", "", nil),
    ])
    func table(trace: String, pattern: String, expected: Double?) {
        #expect(CoverageParsing.coverage(in: Array(trace.utf8), pattern: pattern) == expected)
    }
}
