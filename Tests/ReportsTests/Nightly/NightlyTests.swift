import Experiments
import Foundation
import MarketLabTesting
import Reports
import Testing

@Suite struct NightlyTests {
    private static let clock = NightlySummary.Clock(startedAt: Date(timeIntervalSince1970: 1_800_000_000), seconds: 75)
    private static let inputs = RunInputs(scenarioText: "scenario: last-one-in-stock\n", overrides: "", version: "1")

    private static func entry(_ change: (inout Readout) -> Void = { _ in }) -> NightlyEntry {
        var readout = SampleReadout.readout
        change(&readout)
        return NightlyEntry(
            scenario: readout.scenario, title: readout.title,
            outcome: .run(.init(id: "night-1-\(readout.scenario)", readout: readout, inputs: inputs)))
    }

    private static let broken = NightlyEntry(
        scenario: "broken", title: "A crash", outcome: .problem("policy <mine> ended with signal 11"))

    private static func night(
        _ entries: [NightlyEntry] = [entry(), broken], number: Int = 1, past: [NightlySummary] = []
    ) -> Night {
        Night(
            entries, summary: NightlySummary(entries, night: number, clock: clock, version: "1"), past: past,
            timeZone: .gmt)
    }

    @Test func everyRunHasALineWithItsVerdictAndItsPage() throws {
        let page = try NightlyDocument(Self.night()).html()
        #expect(page.contains("<a href=\"last-one-in-stock/index.html\">Better recommendations"))
        #expect(page.contains("The readout misleads"))
        #expect(page.contains("policy &lt;mine&gt; ended with signal 11"))
        #expect(
            page.contains("1 misleading, 1 without a readout")
                && page.contains("1 could not run, 1 with a failed check"))
        #expect(!page.contains("<script") && !page.contains("https:"))
    }

    @Test func aPathCannotBecomeAScript() throws {
        let entry = Self.entry { $0.scenario = "javascript:alert(1)\"ü" }
        let page = try NightlyDocument(Self.night([entry])).html()
        #expect(page.contains("href=\"javascript%3Aalert%281%29%22%C3%BC/index.html\""))
    }

    @Test func aNightSaysWhatChanged() throws {
        var before = SampleReadout.readout
        before.verdict.agreement = .agrees
        var entry = Self.entry()
        let comparison = RunComparison(SampleReadout.readout, since: before)
        entry.earlier = .init(
            night: 7, run: "night-7-x", startedAt: Date(timeIntervalSince1970: 1_700_000_000), replications: 24,
            comparison: comparison,
            differences: [InputDifference(kind: .policy, sentence: "the plug-in <a> has other bytes in a.so")])
        entry.alarms = [ChangeAlarm(kind: .work, sentence: "events: 10 before, 12 now")]
        let page = try NightlyDocument(Self.night([entry])).html()
        for words in [
            "1 alarm", "the verdict changed from “Readout and truth agree” to “The readout misleads”",
            "events: 10 before, 12 now",
            "the plug-in &lt;a&gt; has other bytes in a.so",
        ] { #expect(page.contains(words), "\(words)") }
        entry.accepted = .init(date: "2026-11-28", reason: "meant")
        let accepted = try NightlyDocument(Self.night([entry])).html()
        #expect(
            accepted.contains("Accepted on 2026-11-28: meant.")
                && accepted.contains("Moved, and accepted since night 7."))
    }

    /// Of one replication nothing is told from chance, which is no agreement.
    @Test func whatCouldNotBeTestedIsNotCalledUnchanged() throws {
        var (now, before) = (SampleReadout.readout, SampleReadout.readout)
        for metric in now.metrics.indices {
            now.metrics[metric].trials[0].effect = 0.2
            before.metrics[metric].trials[0].effect = 0.1
        }
        now.perReplication = [ReplicationReadout(replication: 0, journalDigest: "a", counts: Counts())]
        before.perReplication = [ReplicationReadout(replication: 0, journalDigest: "b", counts: Counts())]
        var entry = Self.entry { $0 = now }
        entry.earlier = .init(
            night: 7, run: "night-7-x", startedAt: Date(timeIntervalSince1970: 1_700_000_000), replications: 24,
            comparison: RunComparison(now, since: before),
            differences: [InputDifference(kind: .seed, sentence: "the seed changed from 1 to 2")])
        let page = try NightlyDocument(Self.night([entry])).html()
        #expect(page.contains("Too few replications to tell a shift from chance since night 7."))
        #expect(!page.contains("no shift beyond chance"))
    }

    /// Every link of every page of the site leads to a page of the site, and to a place on it.
    @Test func everyLinkOfTheSiteResolves() throws {
        let folder = try TemporaryFolder()
        let first = Self.night()
        try first.write(to: folder.path)
        try Self.night(number: 2, past: [first.summary]).write(to: folder.path)
        let root = URL(filePath: folder.path).standardizedFileURL
        let pages = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "html" }
        #expect(pages.count > 5)
        var links = 0
        for page in pages {
            let text = try String(contentsOf: page, encoding: .utf8)
            for match in text.matches(of: /href="([^"]*)"/) {
                let link = String(match.1)
                if link.hasPrefix("data:") { continue }
                links += 1
                if link.hasPrefix("#") {
                    #expect(text.contains("id=\"\(link.dropFirst())\""), "\(page.path) \(link)")
                    continue
                }
                let target = page.deletingLastPathComponent().appending(path: link).standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page.path) \(link)")
                #expect(target.path.hasPrefix(root.path))
            }
        }
        #expect(links > 20)
    }

    @Test func theSummaryIsForMachines() throws {
        let folder = try TemporaryFolder()
        try Self.night().write(to: folder.path)
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/summary.json"))
        let summary = try #require(NightlySummary(json: bytes))
        #expect(try summary.json() == bytes)
        #expect(summary.schema == "marketlab.nightly/2" && summary.status == .broken)
        #expect(summary.totals.misleads == 1 && summary.totals.failed == 1)
        #expect(summary.runs[0].health == .fail && summary.runs[0].status == .failed)
        #expect(summary.runs[0].checks == ["label_maturity", "equal_twins"])
        #expect(summary.runs[0].primary?.relative == SampleReadout.metrics[0].relative)
        #expect(summary.runs[1].problem == "policy <mine> ended with signal 11")
        #expect(summary.runs[1].primary == nil)
        #expect(NightlySummary(json: Data("{}".utf8)) == nil)
    }

    /// A unit that was sold twice is found by the books of its world, and named wherever the night is read.
    @Test func aBrokenInvariantIsNamedAndFailsTheNight() throws {
        let violation = "listing 7 offered 5 units but accounts for 6"
        let entry = Self.entry { readout in
            readout.health = [HealthCheck(name: "conservation", status: .fail, message: violation)]
            readout.expectations = nil
        }
        let night = Self.night([entry])
        #expect(night.summary.status == .failed && night.summary.runs[0].checks == ["conservation"])
        let folder = try TemporaryFolder()
        try night.write(to: folder.path)
        for page in ["index.html", "junit.xml", "health.html"] {
            let text = try String(contentsOfFile: "\(folder.path)/\(page)", encoding: .utf8)
            #expect(text.contains(page == "index.html" ? "Conservation" : violation), "\(page)")
        }
    }

    /// xml.etree of Python's own reads it, and counts what is in it.
    @Test func theJUnitFileIsXML() throws {
        let folder = try TemporaryFolder()
        try Self.night().write(to: folder.path)
        let readout = SampleReadout.readout
        let failures =
            readout.health.count { $0.status == .fail }
            + (readout.expectations ?? []).count { $0.outcome == .fail }
        #expect(failures > 0)
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = [
            "python3", "-c",
            """
            import sys, xml.etree.ElementTree as tree
            root = tree.parse(sys.argv[1]).getroot()
            cases = root.findall("testsuite/testcase")
            assert root.tag == "testsuites" and int(root.get("tests")) == len(cases), root.attrib
            assert int(root.get("failures")) == len(root.findall("testsuite/testcase/failure")) == int(sys.argv[2])
            assert int(root.get("errors")) == len(root.findall("testsuite/testcase/error")) == 1
            assert root.find("testsuite/testcase/error").text == "policy <mine> ended with signal 11"
            """, folder.path + "/junit.xml", "\(failures)",
        ]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
    }

    @Test func anEmptyNightIsAPageStill() throws {
        #expect(try NightlyDocument(Self.night([])).html().contains("No scenarios."))
    }

    /// Of a thousand nights of twenty scenarios each page stays one that a phone loads.
    @Test func pagesOfALongHistoryStayBelowAMegabyte() throws {
        let entries = (0..<20).map { number in Self.entry { $0.scenario = "scenario-\(number)" } }
        let past = (1...1_000).reversed().map { number in
            NightlySummary(entries, night: number, clock: Self.clock, version: "1")
        }
        let folder = try TemporaryFolder()
        try Self.night(entries, number: 1_001, past: past).write(to: folder.path)
        let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        let sizes = files.filter { $0.hasSuffix(".html") }.map { name in
            (try? FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")[.size] as? Int) ?? 0
        }
        #expect(sizes.count > 385 && sizes.allSatisfy { $0 < 1_000_000 }, "\(sizes.max() ?? 0)")
    }
}
