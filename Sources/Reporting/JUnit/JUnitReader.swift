internal import CExpat

/// Reads JUnit XML piece by piece, whatever its size. Entity declarations are refused, nesting and text are bounded, so that an
/// untrusted report costs no more than its bytes. Reference: https://docs.gitlab.com/ci/testing/unit_test_reports/
package struct JUnitReader: ~Copyable {
    /// Bytes of failure text kept a test.
    package static let textLimit = 64 << 10
    /// Tests kept; GitLab's own limit is 500,000 a report.
    package static let caseLimit = 500_000

    private let parser: XML_Parser?
    private let state = JUnitState()

    package init() {
        parser = XML_ParserCreate(nil)
        XML_SetUserData(parser, Unmanaged.passUnretained(state).toOpaque())
        XML_SetElementHandler(
            parser,
            { user, name, attributes in
                guard let user, let name else { return }
                JUnitState.from(user).start(String(cString: name), JUnitReader.dictionary(attributes))
            },
            { user, name in
                guard let user, let name else { return }
                JUnitState.from(user).end(String(cString: name))
            })
        XML_SetCharacterDataHandler(parser) { user, text, length in
            guard let user, let text else { return }
            JUnitState.from(user).text(UnsafeRawBufferPointer(start: text, count: Int(length)))
        }
        XML_SetEntityDeclHandler(parser) { user, _, _, _, _, _, _, _, _ in
            guard let user else { return }
            JUnitState.from(user).refusal = "entity declarations are not read"
        }
    }

    deinit { XML_ParserFree(parser) }

    /// Takes the next bytes of the document.
    package mutating func parse(_ bytes: [UInt8]) throws(ReportError) {
        try feed(bytes, isFinal: false)
    }

    /// Ends the document.
    package consuming func finish() throws(ReportError) -> TestReport {
        try feed([], isFinal: true)
        return TestReport(suites: state.suites.filter { !$0.cases.isEmpty })
    }

    /// Reads a whole report of a run.
    package static func read(_ path: String, from files: any ReportFiles) throws(ReportError) -> TestReport {
        var reader = JUnitReader()
        var offset = 0
        while true {
            let piece = try files.read(path, from: offset, count: 1 << 18)
            if piece.isEmpty { break }
            try reader.parse(piece)
            offset += piece.count
        }
        return try reader.finish()
    }

    private func feed(_ bytes: [UInt8], isFinal: Bool) throws(ReportError) {
        let status = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                XML_Parse(parser, $0.baseAddress, Int32($0.count), isFinal ? 1 : 0)
            }
        }
        if let refusal = state.refusal {
            throw ReportError(code: .malformedTestReport, operation: "read a test report", message: refusal)
        }
        guard status == XML_STATUS_OK else {
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "not well-formed"
            throw ReportError(
                code: .malformedTestReport, operation: "read a test report",
                message: "line \(XML_GetCurrentLineNumber(parser)): \(reason)")
        }
    }

    private static func dictionary(_ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> [String: String] {
        var result: [String: String] = [:]
        guard var pair = attributes else { return result }
        while let name = pair[0], let value = pair[1] {
            result[String(cString: name)] = String(cString: value)
            pair += 2
        }
        return result
    }
}
