import Testing

@testable import Commands

@Suite struct SectionMarkersTests {
    static let log =
        "Running\nsection_start:1:get_sources[collapsed=true]\r\u{1B}[0K\r\u{1B}[0K\u{1B}[36;1mGetting source\u{1B}[0;m\nsection: no marker\n"
        + "section_end:2:get_sources\r\u{1B}[0Ksection_start:2:step_script\r\u{1B}[0Kscript\nsection_endless\nsecti"
    static let shown = "Running\n\u{1B}[36;1mGetting source\u{1B}[0;m\nsection: no marker\nscript\nsection_endless\nsecti"

    @Test func markersAreLeftOutWhereverTheLogIsCut() {
        let bytes = Array(Self.log.utf8)
        for cut in 0...bytes.count {
            var markers = SectionMarkers()
            var output = markers.removed(from: bytes[..<cut])
            output += markers.removed(from: bytes[cut...])
            output += markers.rest()
            #expect(String(decoding: output, as: UTF8.self) == Self.shown, "cut at \(cut)")
        }
    }
}
