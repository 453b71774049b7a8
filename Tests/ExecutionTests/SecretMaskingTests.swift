import Testing

@testable import Execution

private func masked(_ chunks: [[UInt8]], _ needles: [[UInt8]]) -> [UInt8] {
    var masking = SecretMasking(needles: needles)
    var output: [UInt8] = []
    for chunk in chunks { masking.mask(chunk, into: &output) }
    masking.finish(into: &output)
    return output
}

/// Looks at the whole text at once: marks every occurrence, joins those that share a byte.
private func naivelyMasked(_ text: [UInt8], _ needles: [[UInt8]]) -> [UInt8] {
    var ranges: [Range<Int>] = []
    for needle in needles where needle.count <= text.count {
        for start in 0...(text.count - needle.count) where text[start..<(start + needle.count)].elementsEqual(needle) {
            ranges.append(start..<(start + needle.count))
        }
    }
    ranges.sort { ($0.lowerBound, -$0.upperBound) < ($1.lowerBound, -$1.upperBound) }
    var joined: [Range<Int>] = []
    for range in ranges {
        if let last = joined.last, range.lowerBound < last.upperBound {
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            joined.append(range)
        }
    }
    var output: [UInt8] = []
    var position = 0
    for range in joined {
        output += text[position..<range.lowerBound]
        output += SecretMasking.replacement
        position = range.upperBound
    }
    return output + text[position...]
}

@Suite struct SecretMaskingTests {
    @Test(arguments: [
        (["secret"], "no such thing", "no such thing"),
        (["secret"], "a secret, a secretsecret", "a [MASKED], a [MASKED][MASKED]"),
        (["ababc"], "abababc", "ab[MASKED]"),
        (["aab"], "aaab", "a[MASKED]"),
        (["aa"], "aaaaa", "[MASKED]"),
        (["abcd", "bc"], "xbcabcdbc", "x[MASKED][MASKED][MASKED]"),
        (["abcdef", "cde", "efgh"], "abcdefgh abcde", "[MASKED] ab[MASKED]"),
        // Phrases that share beginnings and ends.
        (["this is the end", "en foobar", "en"], "this is the en foobar", "this is the [MASKED]"),
        (["this is the end", "en foobar", "en"], "this is the end", "[MASKED]"),
        (["this is the end", "en foobar", "en"], "this is the endless", "[MASKED]less"),
        (["this is the end", "en foobar", "en"], "this is the en", "this is the [MASKED]"),
        (["this is the end", "en foobar", "en"], "en fooba", "[MASKED] fooba"),
        (["this is the end", "en foobar", "en"], "enen foobaren", "[MASKED][MASKED][MASKED]"),
    ])
    func everyCut(needles: [String], text: String, expected: String) {
        let needles = needles.map { Array($0.utf8) }
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            let output = masked([Array(bytes[..<cut]), Array(bytes[cut...])], needles)
            #expect(String(decoding: output, as: UTF8.self) == expected, "cut at \(cut)")
        }
        #expect(String(decoding: masked(bytes.map { [$0] }, needles), as: UTF8.self) == expected)
    }

    /// Few letters and short secrets, so that they overlap themselves and each other all the time.
    @Test func agreesWithANaiveMasker() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let letters: ClosedRange<UInt8> = 97...(Bool.random(using: &random) ? 98 : 99)
            func word(_ lengths: ClosedRange<Int>) -> [UInt8] {
                (0..<Int.random(in: lengths, using: &random)).map { _ in UInt8.random(in: letters, using: &random) }
            }
            let needles = (0..<Int.random(in: 1...4, using: &random)).map { _ in word(1...6) }
            let text = word(0...60)
            var chunks: [[UInt8]] = []
            var rest = text[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                chunks.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let output = masked(chunks, needles)
            let expected = naivelyMasked(text, needles)
            #expect(
                output == expected,
                "\(needles.map { String(decoding: $0, as: UTF8.self) }) in \(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test func longTextsAreGivenOutAsTheyCome() {
        var masking = SecretMasking(["topsecret"])
        var output: [UInt8] = []
        for _ in 0..<1000 {
            masking.mask(Array("nothing here, tops".utf8), into: &output)
            #expect(output.suffix(4).elementsEqual("re, ".utf8))
        }
    }

    @Test func whatCountsAsASecret() {
        func needles(_ secret: String) -> Set<String> {
            Set(SecretMasking.needles([secret]).map { String(decoding: $0, as: UTF8.self) })
        }
        #expect(needles("  padded-value\n") == ["padded-value"])
        #expect(needles("abc") == [])
        #expect(needles("") == [])
        #expect(SecretMasking.isTooShort("abc"))
        #expect(!SecretMasking.isTooShort("abcd"))
        #expect(
            needles("-----BEGIN-----\r\nline one here\nshort\n") == [
                "-----BEGIN-----\r\nline one here\nshort", "-----BEGIN-----", "line one here",
            ])
    }

    @Test(arguments: [
        ("token glpat-abc_DEF-123 end", "token glpat-[MASKED] end"),
        ("GLPAT-no", "GLPAT-[MASKED]"),
        ("glpat-", "glpat-"),
        ("https://h/x?private_token=a.b&y=1", "https://h/x?private_token=[MASKED]&y=1"),
        ("?a=1&X-Amz-Signature=0f0f\"", "?a=1&X-Amz-Signature=[MASKED]\""),
        ("private_token=plain", "private_token=plain"),
    ])
    func tokens(text: String, expected: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var masking = TokenMasking()
            var output: [UInt8] = []
            masking.mask(Array(bytes[..<cut]), into: &output)
            masking.mask(Array(bytes[cut...]), into: &output)
            #expect(String(decoding: output, as: UTF8.self) == expected)
        }
    }
}
