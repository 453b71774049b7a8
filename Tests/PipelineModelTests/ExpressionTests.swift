import Foundation
import Testing

@testable import PipelineModel

/// The rows of `fixtures/expressions.tsv`: expression, variables, `true`, `false` or `error`.
private struct Row: CustomTestStringConvertible {
    var line: Int
    var expression: String
    var variables: [String: String]
    var result: String

    var testDescription: String { "line \(line): \(expression)" }

    static let all: [Row] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/expressions.tsv")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line -> Row? in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 3, !line.hasPrefix("#") else { return nil }
            var variables: [String: String] = [:]
            for match in columns[1].matches(of: /(\w+)='([^']*)'/) {
                variables[String(match.1)] = String(match.2).replacing("\\n", with: "\n")
            }
            return Row(line: number + 1, expression: String(columns[0]), variables: variables, result: String(columns[2]))
        }
    }()
}

@Suite struct ExpressionTests {
    @Test func theTableIsWhole() { #expect(Row.all.count >= 180) }

    @Test(arguments: Row.all) private func row(_ row: Row) throws {
        func agreed(_ result: Bool, _ explained: Bool) throws -> String {
            #expect(result == explained)
            return result ? "true" : "false"
        }
        let result =
            switch Result(catching: { () throws(ExpressionError) in try Expression(parsing: row.expression) }) {
            case .success(let expression):
                try agreed(expression.evaluate { row.variables[$0] }, expression.explain { row.variables[$0] }.result)
            case .failure: "error"
            }
        #expect(result == row.result)
    }

    @Test(arguments: [
        ("$A = \"b\"", "unexpected `=`; compare with `==` or `=~`", 3),
        ("$A == main", "unexpected `main`; strings need quotes", 6),
        ("'ü' == main", "unexpected `main`; strings need quotes", 7),
        ("${A}", "`${NAME}` is not allowed here; write `$NAME`", 0),
        ("$A & $B", "unexpected `&`; combine conditions with `&&`", 3),
        ("$A == \"x", "the string is not closed", 6),
        ("$A =~ /x", "the regular expression is not closed, or shorter than two characters", 6),
        ("($A", "the parenthesis is not closed", 0),
        ("$A)", "the parenthesis was not opened", 2),
        ("$A $B", "an operator is missing before this value", 3),
        ("$A ==", "`==` lacks a value beside it", 3),
        ("", "the expression is empty", 0),
        ("$A =~ /(ab/", "invalid regular expression: missing ): (ab", 6),
    ])
    func error(_ text: String, _ message: String, _ offset: Int) {
        #expect(throws: ExpressionError(message: message, offset: offset)) { try Expression(parsing: text) }
    }

    @Test func explainsEveryPart() throws {
        let expression = try Expression(parsing: #"$A == "x" && ($B =~ /y+/ || !$C)"#)
        let explanation = expression.explain { ["A": "x", "B": "yy"][$0] }
        #expect(explanation.result && explanation.value == "true")
        #expect(
            explanation.parts == [
                .init(text: #"$A == "x""#, value: "true", depth: 1),
                .init(text: "$A", value: #""x""#, depth: 2),
                .init(text: "$B =~ /y+/ || !$C", value: "true", depth: 1),
                .init(text: "$B =~ /y+/", value: "true", depth: 2),
                .init(text: "$B", value: #""yy""#, depth: 3),
                .init(text: "!$C", value: nil, depth: 2),
            ])
    }

    /// Expression, what it comes to, its parts without their parts.
    @Test(
        arguments: [
            ("$A", #""x""#, []), (#""text""#, #""text""#, []), ("$EMPTY && $A", #""x""#, ["$EMPTY", "$A"]),
            ("$NONE || $EMPTY", #""""#, ["$NONE", "$EMPTY"]), ("$A && $NONE && $EMPTY", "null", ["$A", "$NONE", "$EMPTY"]),
            ("$NONE || ($A || $EMPTY)", #""x""#, ["$NONE", "$A || $EMPTY"]),
            ("$NONE && $A || $A", #""x""#, ["$NONE && $A", "$A"]),
        ] as [(String, String, [String])])
    func valuesAreOperands(_ text: String, _ value: String, _ parts: [String]) throws {
        let explanation = try Expression(parsing: text).explain { ["A": "x", "EMPTY": ""][$0] }
        #expect(explanation.value == value)
        #expect(explanation.parts.filter { $0.depth == 1 }.map(\.text) == parts)
    }

    /// What a combination hands on of a masked variable is masked, too; what a comparison makes of it is not.
    @Test(arguments: [
        ("$SECRET", "[MASKED]"), ("$SECRET || $A", "[MASKED]"), ("$NONE || $SECRET", "[MASKED]"), ("$A && $SECRET", "[MASKED]"),
        ("$A || $SECRET", #""x""#), ("$SECRET && $A", #""x""#), ("$SECRET == $A", "false"), ("!$SECRET", "false"),
    ])
    func maskedValuesAreNotShown(_ text: String, _ value: String) throws {
        let explanation = try Expression(parsing: text).explain {
            ["A": "x", "SECRET": "hush"][$0]
        } isMasked: {
            $0 == "SECRET"
        }
        #expect(explanation.value == value)
        #expect(!explanation.parts.contains { $0.value?.contains("hush") == true })
    }

    @Test func namesItsVariables() throws {
        let expression = try Expression(parsing: "$B && ($A == $B || !$C) && $[[ inputs.x ]]")
        #expect(expression.variableNames == ["B", "A", "C"])
        #expect(expression.text == "$B && ($A == $B || !$C) && $[[ inputs.x ]]")
    }

    @Test func readsInputs() throws {
        let expression = try Expression(parsing: #"$[[ inputs.cloud ]] == "aws""#)
        #expect(expression.evaluate { ["inputs.cloud": "aws"][$0] })
        #expect(!expression.evaluate { _ in nil })
    }

    @Test func equalTextsAreEqualExpressions() throws {
        #expect(try Set([Expression(parsing: "$A =~ /ab/"), Expression(parsing: "$A =~ /ab/")]).count == 1)
    }
}
