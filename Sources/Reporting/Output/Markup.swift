/// HTML that is safe by construction: what is interpolated is escaped, what is written between is markup.
///
///     out.html("<a href=\"#job-\(id)\">\(name)</a>")
struct Markup: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var buffer: ByteBuffer

        init(literalCapacity: Int, interpolationCount: Int) {
            buffer = ByteBuffer(capacity: literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { buffer.raw(verbatim: literal) }
        mutating func appendInterpolation(_ text: String) { buffer.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { buffer.raw(number) }
        mutating func appendInterpolation(_ markup: Markup) { buffer.bytes.append(contentsOf: markup.buffer.bytes) }

        /// A number with at most two decimals.
        mutating func appendInterpolation(_ number: Double) { buffer.decimal(number) }
    }

    fileprivate var buffer: ByteBuffer

    init(stringLiteral value: String) {
        buffer = ByteBuffer()
        buffer.raw(verbatim: value)
    }

    init(stringInterpolation: StringInterpolation) { buffer = stringInterpolation.buffer }

    /// Markup that a writer made.
    init(_ write: (inout ByteBuffer) -> Void) {
        buffer = ByteBuffer()
        write(&buffer)
    }
}

extension ByteBuffer {
    mutating func html(_ markup: Markup) { bytes.append(contentsOf: markup.buffer.bytes) }
}
