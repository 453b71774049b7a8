import PipelineModel
import Testing

@testable import Execution

@Suite struct DotenvReportTests {
    @Test(arguments: [
        ("A=1\nB=2\n", ["A=1", "B=2"]),
        ("A=1", ["A=1"]),
        ("", []),
        ("A=1\r\nB=2\r\n", ["A=1", "B=2"]),
        (" A = x y \n", ["A=x y"]),
        ("A=\"q\"", ["A=\"q\""]),
        ("A='q'#c", ["A='q'#c"]),
        ("A=b=c", ["A=b=c"]),
        ("A=", ["A="]),
        ("A=$B", ["A=$B"]),
        ("A=1\nB=2\nA=3", ["A=3", "B=2"]),
        ("\u{feff}A=1", ["A=1"]),
    ])
    func accepted(text: String, expected: [String]) throws {
        #expect(try DotenvReport.parse(Array(text.utf8)).map { "\($0.key)=\($0.value)" } == expected)
    }

    @Test(arguments: [
        ("A=1\n\nB=2", "Invalid Format"),
        ("# comment", "Invalid Format"),
        ("plain", "Invalid Format"),
        ("A-B=1", "Validation failed: Key can contain only letters, digits and '_'."),
        ("=1", "Validation failed: Key can contain only letters, digits and '_'."),
        ((1...21).map { "V\($0)=1" }.joined(separator: "\n"), "Dotenv files cannot have more than 20 variables"),
        ("A=" + String(repeating: "x", count: 5118), "Dotenv Artifact Too Big. Maximum Allowable Size: 5120"),
    ])
    func refused(text: String, message: String) {
        #expect(throws: ExecutionError(.invalidReport, operation: "read the dotenv report", message: message)) {
            try DotenvReport.parse(Array(text.utf8))
        }
    }

    @Test func utf16WithAByteOrderMark() throws {
        let units = Array("A=ä\nB=2".utf16)
        let little: [UInt8] = [0xff, 0xfe] + units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let big: [UInt8] = [0xfe, 0xff] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        for content in [little, big] {
            #expect(try DotenvReport.parse(content) == [Variable("A", "ä"), Variable("B", "2")])
        }
    }

    @Test func limitsAreExact() throws {
        #expect(try DotenvReport.parse(Array((1...20).map { "V\($0)=1" }.joined(separator: "\n").utf8)).count == 20)
        #expect(try DotenvReport.parse(Array(("A=" + String(repeating: "x", count: 5117)).utf8)).count == 1)
    }
}
