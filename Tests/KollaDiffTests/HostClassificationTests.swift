import KollaDiff
import Testing

@Suite struct HostClassificationTests {
    @Test func namesClassesAfterTheirTellingGroup() {
        let classes = HostClassification.classes(of: [
            "ctl2": ["controllers", "network", "overcloud"], "ctl10": ["controllers", "network", "overcloud"],
            "cmp1": ["compute", "overcloud", "ntp"], "mon1": ["monitoring", "overcloud"], "sto1": ["storage", "overcloud"],
        ])
        #expect(classes.map(\.name) == ["compute", "controllers", "monitoring", "storage"])
        #expect(classes[1].hosts == ["ctl2", "ctl10"])
    }

    @Test func callsAMachineThatIsEverythingAllInOne() {
        #expect(
            HostClassification.classes(of: ["aio0": ["controllers", "compute", "monitoring", "overcloud"]]).map(\.name) == [
                "all-in-one"
            ])
    }

    @Test func tellsTwoKindsOfComputesApart() {
        let classes = HostClassification.classes(of: [
            "cmp1": ["compute", "overcloud"], "gpu1": ["compute", "compute-vgpu", "vgpu"],
        ])
        #expect(classes.map(\.name) == ["compute", "compute (compute-vgpu, vgpu)"])
    }

    @Test(arguments: [("ctl2", "ctl10", true), ("ctl10", "ctl2", false), ("a", "a1", true), ("n07", "n7", true), ("x", "x", false)])
    func countsAsPeopleDo(_ left: String, _ right: String, _ ordered: Bool) {
        #expect(countingOrder(left, right) == ordered)
    }
}
