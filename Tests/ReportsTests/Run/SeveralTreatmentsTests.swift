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
        for name in ["treatment", "cautious"] {
            #expect(text.contains("→ The decision on \(name). "))
            #expect(document.markdown().contains("**→ The decision on \(name). "))
        }
    }

    @Test func oneTreatmentIsCalledSo() {
        let markdown = RunDocument(SampleReadout.readout).markdown()
        #expect(markdown.contains("| Metric | Control | Treatment |") && !markdown.contains("The decision on"))
    }
}
