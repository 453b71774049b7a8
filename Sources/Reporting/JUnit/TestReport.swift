/// Test results as JUnit XML tells them.
package struct TestReport: Hashable, Sendable {
    package struct Suite: Hashable, Sendable {
        package var name: String
        package var cases: [Case]

        package init(name: String, cases: [Case] = []) {
            self.name = name
            self.cases = cases
        }
    }

    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case passed, failed, error, skipped
    }

    package struct Case: Hashable, Sendable {
        package var name: String
        package var className: String
        package var file: String
        /// Seconds; nil when not given.
        package var time: Double?
        package var outcome = Outcome.passed
        /// The `message` attribute of the failure, error or skip.
        package var message = ""
        /// Its text, and what the test printed when it failed; at most `JUnitReader.textLimit` bytes.
        package var detail = ""
        package var isDetailCut = false

        package init(name: String, className: String = "", file: String = "", time: Double? = nil) {
            self.name = name
            self.className = className
            self.file = file
            self.time = time
        }
    }

    package var suites: [Suite]

    package init(suites: [Suite] = []) { self.suites = suites }

    package var cases: [Case] { suites.flatMap(\.cases) }

    package func count(_ outcome: Outcome) -> Int {
        suites.reduce(0) { $0 + $1.cases.count { $0.outcome == outcome } }
    }
}
