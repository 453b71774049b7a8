internal import PipelineModel

/// Conditions of `rules:if`: any text is an expression that can be evaluated, or an error at a place in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExpression(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    do {
        let expression = try Expression(parsing: text)
        // Variables that are set, empty, not set, and hold patterns.
        for value in ["main", "", nil, "/^a(b|c)*$/i", "/(/"] as [String?] {
            let first = expression.evaluate { _ in value }
            precondition(first == expression.evaluate { _ in value }, "evaluated twice, and different")
        }
        _ = expression.variableNames
    } catch {
        precondition(error.offset >= 0 && error.offset <= text.unicodeScalars.count + 1, "an error outside of the text")
        precondition(!error.message.isEmpty)
    }
    return 0
}
