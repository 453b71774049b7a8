import Testing

@testable import KollaDiff

/// What is left of pip's own words.
@Suite struct PipComplaintTests {
    @Test func leavesOutMostOfTheVersions() {
        let text = """
            ERROR: Ignored the following versions that require a different python version: 19.0.0 Requires-Python >=3.12
            ERROR: Could not find a version that satisfies the requirement kayobe==18.99.0 (from versions: 2.0.0, 3.0.0, 3.1.0, 18.4.0, 18.5.0, 18.6.0, 19.0.0.0rc1)
            ERROR: No matching distribution found for kayobe==18.99.0

            [notice] A new release of pip is available: 23.0.1 -> 26.0
            """
        #expect(
            PipComplaint.essence(of: text) == """
                ERROR: Could not find a version that satisfies the requirement kayobe==18.99.0 (from versions: \u{2026}, 3.1.0, 18.4.0, 18.5.0, 18.6.0, 19.0.0.0rc1)
                    ERROR: No matching distribution found for kayobe==18.99.0
                """)
        #expect(PipComplaint.essence(of: "ERROR: nothing (from versions: none)") == "ERROR: nothing (from versions: none)")
    }
}
