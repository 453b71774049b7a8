/// Bytes of a text that is being written: HTML, SVG, XML or Markdown. Appending copies no intermediate strings, so that a page of
/// many megabytes costs about what its bytes cost.
package struct ByteBuffer: Sendable {
    package var bytes: [UInt8] = []

    package init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// The bytes as text; invalid UTF-8 becomes U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends text that is known to be safe where it stands.
    package mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends text that the caller has made safe where it stands.
    package mutating func raw(verbatim text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func raw(_ value: Int) {
        bytes.append(contentsOf: String(value).utf8)
    }

    package mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// A number with at most `digits` decimals, without trailing zeros and without an exponent. Not finite: `0`.
    package mutating func decimal(_ value: Double, digits: Int = 2) {
        bytes.append(contentsOf: DecimalText.text(value, digits: digits).utf8)
    }
}
