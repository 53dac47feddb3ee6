import Experiments
import Foundation
import MarketLabTesting
import Reports
import Testing

@Suite struct NightlyTests {
    private func index(page: String = "last-one-in-stock/index.html") -> NightlyDocument {
        NightlyDocument([
            NightlyEntry(SampleReadout.readout, page: page),
            NightlyEntry(scenario: "broken", title: "A crash", problem: "policy <mine> ended with signal 11"),
        ])
    }

    @Test func everyRunHasALineWithItsVerdictAndItsPage() throws {
        let page = try index().html()
        #expect(page.contains("<a href=\"last-one-in-stock/index.html\">Better recommendations"))
        #expect(page.contains("The A/B test misleads"))
        #expect(page.contains("policy &lt;mine&gt; ended with signal 11"))
        #expect(page.contains("1 mislead") && page.contains("1 failed"))
        #expect(!page.contains("<script") && !page.contains("https:"))
    }

    @Test func aPathCannotBecomeAScript() throws {
        let page = try index(page: "javascript:alert(1)\"ü").html()
        #expect(page.contains("href=\"javascript%3Aalert%281%29%22%C3%BC\""))
    }

    @Test func theSummaryIsForMachines() throws {
        let folder = try TemporaryFolder()
        try index().write(to: folder.path)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(files) == ["index.html", "summary.json"])
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/summary.json"))
        let summary = try JSONDecoder().decode(NightlySummary.self, from: bytes)
        #expect(summary.schema == "marketlab.nightly/1")
        #expect(summary.totals == NightlySummary([]).totals.adding(misleads: 1, failed: 1))
        #expect(summary.runs[0].health == .fail)
        #expect(summary.runs[0].alarms == ["label_maturity", "equal_twins"])
        #expect(summary.runs[0].primary?.relative == SampleReadout.metrics[0].relative)
        #expect(summary.runs[1].problem == "policy <mine> ended with signal 11")
        #expect(summary.runs[1].primary == nil)
    }

    @Test func anEmptyNightIsAPageStill() throws {
        #expect(try NightlyDocument([]).html().contains("No runs."))
    }
}

extension NightlySummary.Totals {
    fileprivate func adding(misleads: Int, failed: Int) -> Self {
        var totals = self
        totals.misleads += misleads
        totals.failed += failed
        return totals
    }
}
