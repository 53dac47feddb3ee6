import Reports
import Testing

/// A readout of control and two treatments.
@Suite struct SeveralTreatmentsTests {
    /// Tables follow each other without a word between them in a terminal, so that each says whose it is.
    @Test func everyTableSaysWhoseItIs() {
        let document = RunDocument(SampleReadout.severalTreatments)
        let text = document.text(Terminal(width: 120))
        let heads = text.split(separator: "\n").filter { $0.contains("experiment says") && $0.contains("control") }
        #expect(heads.first?.contains("cautious") == false && heads.last?.contains("cautious") == true, "\(heads)")
        #expect(document.markdown().contains("| Metric | Control | cautious |"))
    }

    @Test func oneTreatmentIsCalledSo() {
        #expect(RunDocument(SampleReadout.readout).markdown().contains("| Metric | Control | Treatment |"))
    }
}
