import Experiments
import Foundation
import Reports
import Testing

@Suite struct DocumentTests {
    /// The files that stand within a page, by name.
    private func files(_ page: String) -> [String: Data] {
        let found = page.matches(of: #/download="([^"]*)" href="data:[^"]*;base64,([^"]*)"/#).map {
            (String($0.output.1), Data(base64Encoded: String($0.output.2)) ?? Data())
        }
        return Dictionary(found) { first, _ in first }
    }

    private func table(_ name: String, of readout: Readout) throws -> [[String]] {
        let bytes = try #require(files(try RunDocument(readout).html())[name])
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test(arguments: DocumentForm.allCases) func aDocumentHasEveryForm(form: DocumentForm) throws {
        let text = try RunDocument(SampleReadout.readout).rendered(as: form)
        #expect(text.contains("The A/B test misleads") && text.hasSuffix("\n"))
    }

    @Test func theFiguresWithinThePageAreTheReadout() throws {
        let found = files(try RunDocument(SampleReadout.readout).html())
        #expect(try found["readout.json"] == ReadoutFile.bytes(of: SampleReadout.readout))
    }

    @Test func aTableIsTakenWithItsNumbersAndTheEndsOfItsIntervals() throws {
        let rows = try table("all-metrics.csv", of: SampleReadout.readout)
        #expect(rows[0].prefix(4) == ["Metric", "Control", "Treatment", "Difference"])
        #expect(Set(rows.map(\.count)).count == 1 && rows.count == SampleReadout.metrics.count + 1)
        let gmv = SampleReadout.metrics[0]
        let numbers = rows[1].dropFirst().prefix(5).map { Double($0) }
        #expect(
            numbers == [
                gmv.control.mean, gmv.treatment.mean, gmv.difference.estimate, gmv.difference.lower,
                gmv.difference.upper,
            ])
    }

    @Test func aNameIsNoFormulaInASpreadsheet() throws {
        var readout = SampleReadout.readout
        readout.metrics[0].label = "=HYPERLINK(1)"
        #expect(try table("all-metrics.csv", of: readout)[1][0] == "'=HYPERLINK(1)")
    }

    @Test func aMetricsDefinitionStandsAtItsName() throws {
        let metric = SampleReadout.metrics[0]
        let page = try RunDocument(SampleReadout.readout).html()
        #expect(page.contains("<details class=\"meaning\"><summary>\(metric.label)</summary>"))
    }

    /// One effect is 400 times another: each can be read on an axis of its own, none leaves the drawing as an arrow.
    @Test(arguments: [(0.01, 4.0), (4.0, 0.01), (-0.5, 90)])
    func noEffectIsCutOff(first: Double, second: Double) throws {
        var readout = SampleReadout.readout
        readout.metrics[0].relative = EffectEstimate(estimate: first, lower: first - 0.01, upper: first + 0.01)
        readout.metrics[1].relative = EffectEstimate(estimate: second, lower: second - 0.02, upper: second + 3)
        let page = try RunDocument(readout).html()
        #expect(!page.contains("class=\"arrow\""))
    }

    @Test func everySectionIsInTheContentsAndLeadsBack() throws {
        let page = try RunDocument(SampleReadout.severalTreatments).html()
        let sections = page.matches(of: #/<section aria-labelledby="([^"]*)"/#).map { String($0.output.1) }
        #expect(sections.count > 8)
        for id in sections { #expect(page.contains("<a href=\"#\(id)\">"), "\(id)") }
        #expect(page.components(separatedBy: "href=\"#top\"").count - 1 == sections.count)
        #expect(try !RunDocument(SampleReadout.readout).html().contains("../index.html"))
    }
}
