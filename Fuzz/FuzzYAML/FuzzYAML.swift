internal import YAML

/// The YAML reader: any bytes are documents or one error with a place in the text, within the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzYAML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let limits = Limits(inputBytes: 1 << 16, expandedNodes: 1 << 14, depth: 50)
    do {
        for document in try Document.parse(bytes, limits: limits) {
            precondition(document.root.expandedCount <= limits.expandedNodes, "more nodes than the limit")
            precondition(document.root.mark.line >= 1 && document.root.mark.column >= 1, "a node without a place")
        }
    } catch {
        precondition(error.line >= 1 && error.column >= 1 && !error.message.isEmpty, "an error without a place")
    }
    return 0
}
