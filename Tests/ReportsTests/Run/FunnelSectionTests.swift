import Reports
import Testing

/// What the page says of the funnel.
@Suite struct FunnelSectionTests {
    /// The funnel is of control and the first treatment, which is named where there are others.
    @Test func theTreatmentIsNamedWhereThereAreSeveral() {
        func titles(_ document: RunDocument) -> String? {
            document.markdown().split(separator: "\n").first { $0.hasPrefix("| Step |") }.map(String.init)
        }
        #expect(titles(RunDocument(SampleReadout.readout)) == "| Step | Control | Treatment |")
        #expect(titles(RunDocument(SampleReadout.severalTreatments)) == "| Step | Control | treatment |")
    }
}
