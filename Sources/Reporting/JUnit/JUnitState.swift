/// What has been read of a JUnit document so far; expat's callbacks work on it. Used by one parser at a time.
final class JUnitState {
    private(set) var suites: [TestReport.Suite] = []
    /// Why reading must stop.
    var refusal: String?

    private var depth = 0
    private var suiteNames: [String] = []
    private var suiteIndex: [String: Int] = [:]
    private var current: TestReport.Case?
    private var count = 0
    /// True inside the elements whose text is kept.
    private var capturing = false
    private var captured: [UInt8] = []
    private var isCut = false

    static func from(_ pointer: UnsafeMutableRawPointer) -> JUnitState {
        Unmanaged<JUnitState>.fromOpaque(pointer).takeUnretainedValue()
    }

    func start(_ name: String, _ attributes: [String: String]) {
        depth += 1
        if depth > 100 { refusal = "elements are nested more than 100 deep" }
        guard refusal == nil else { return }
        switch name {
        case "testsuite":
            suiteNames.append(attributes["name"] ?? suiteNames.last ?? "")
        case "testcase":
            count += 1
            if count > JUnitReader.caseLimit { refusal = "more than \(JUnitReader.caseLimit) tests" }
            let seconds = attributes["time"].flatMap { Double($0.filter { $0 != "," }) }
            current = TestReport.Case(
                name: attributes["name"] ?? "", className: attributes["classname"] ?? "", file: attributes["file"] ?? "",
                time: seconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil })
            captured = []
            isCut = false
        case "failure", "error", "skipped":
            guard current != nil else { return }
            let outcome: TestReport.Outcome = name == "failure" ? .failed : name == "error" ? .error : .skipped
            if current?.outcome == .passed || current?.outcome == .skipped {
                current?.outcome = outcome
                current?.message = attributes["message"] ?? attributes["type"] ?? ""
            }
            capturing = true
        case "system-out", "system-err":
            capturing = current != nil
        default: break
        }
    }

    func text(_ bytes: UnsafeRawBufferPointer) {
        guard capturing else { return }
        let room = JUnitReader.textLimit - captured.count
        if bytes.count > room { isCut = true }
        if room > 0 { captured.append(contentsOf: bytes.prefix(room)) }
    }

    func end(_ name: String) {
        depth -= 1
        switch name {
        case "failure", "error", "skipped":
            capturing = false
        case "system-out", "system-err":
            capturing = false
            // Output of a test that passes is of no interest to a reader of results.
            if current?.outcome == .passed { captured = [] }
        case "testcase":
            guard var test = current else { return }
            if test.outcome != .passed {
                test.detail = String(decoding: captured, as: UTF8.self)
                test.isDetailCut = isCut
            }
            current = nil
            let suite = suiteNames.last ?? ""
            if let index = suiteIndex[suite] {
                suites[index].cases.append(test)
            } else {
                suiteIndex[suite] = suites.count
                suites.append(TestReport.Suite(name: suite, cases: [test]))
            }
        case "testsuite":
            _ = suiteNames.popLast()
        default: break
        }
    }
}
