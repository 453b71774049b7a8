internal import PipelineModel

/// Path patterns. The input is a pattern and, behind a line break, a path.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGlob(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let pattern = String(decoding: lines.first ?? [], as: UTF8.self)
    let path = lines.count > 1 ? String(decoding: lines[1], as: UTF8.self) : pattern
    let glob = Glob(pattern)
    let matches = glob.matches(path)
    precondition(matches == glob.matches(path), "matched twice, and different")
    if glob.isLiteral { precondition(matches == (path == pattern), "a literal pattern matches itself alone") }
    if glob.isTooBroad { precondition(!matches, "a pattern that was refused matches") }
    return 0
}
