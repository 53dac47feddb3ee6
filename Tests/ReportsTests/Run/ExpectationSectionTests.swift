import Experiments
import Reports
import Testing

@Suite struct ExpectationSectionTests {
    @Test func everyFormShowsStatementOutcomeAndFigures() throws {
        let document = RunDocument(SampleReadout.severalTreatments)
        let text = document.text(Terminal(width: 160))
        #expect(text.contains("✓ truth.gmv.relative > 0"))
        #expect(text.contains("! counts.events < 1.1 * median(last 7)  Not enough evidence: "))
        #expect(document.markdown().contains("## Expectations") && document.markdown().contains("(open): Not enough"))
        let page = try document.html()
        #expect(page.contains("<h2 id=\"expectations\">") && page.contains("+1.40\u{A0}% [+0.71, +1.73]"))
    }

    @Test func withoutExpectationsThereIsNoSection() throws {
        #expect(!RunDocument(SampleReadout.readout).markdown().contains("Expectations"))
        #expect(try !RunDocument(SampleReadout.readout).html().contains("expectations"))
    }
}
