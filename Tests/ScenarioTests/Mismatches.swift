/// What is not as expected, one line each.
struct Mismatches: Sendable {
    private(set) var lines: [String] = []

    var isEmpty: Bool { lines.isEmpty }

    mutating func add(_ line: String) { lines.append(line) }

    mutating func compare<Value: Equatable>(_ what: String, expected: Value?, found: Value?) {
        if expected != found { add("\(what): expected \(Self.text(expected)), found \(Self.text(found))") }
    }

    /// The names on both sides, whatever their order.
    mutating func compareSets(_ what: String, expected: some Collection<String>, found: some Collection<String>) {
        let missing = Set(expected).subtracting(found).sorted()
        let surplus = Set(found).subtracting(expected).sorted()
        if !missing.isEmpty { add("\(what): missing \(missing)") }
        if !surplus.isEmpty { add("\(what): not expected \(surplus)") }
        if missing.isEmpty, surplus.isEmpty, expected.count != found.count {
            add("\(what): some are there twice: \(found.sorted())")
        }
    }

    private static func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "nothing" }
}
