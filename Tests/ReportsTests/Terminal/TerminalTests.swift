import Experiments
import Foundation
import Reports
import Testing

@Suite struct TerminalTests {
    let readout = SampleReadout.readout

    @Test func theDecisionStandsFirstAndThenTheVerdict() {
        let text = RunDocument(readout).text()
        #expect(text.hasPrefix("→ Rule: launch. Truth: do not launch.\n"))
        #expect(text.contains("\n✗ The A/B test misleads: it says GMV +15.2 %"))
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test(arguments: [200, 100, 80, 60, 40, 3])
    func noLineIsWiderThanTheTerminal(width: Int) {
        for line in RunDocument(readout).text(Terminal(width: width)).split(separator: "\n") {
            #expect(line.count <= max(48, width))
        }
    }

    @Test(arguments: [200, 100, 48])
    func segmentsOfThePrimaryMetricFollowItsTable(width: Int) {
        var readout = SampleReadout.severalTreatments
        readout.segments?[0].segment = String(repeating: "long ", count: 12)
        let text = RunDocument(readout).text(Terminal(width: width))
        #expect(text.contains("GMV by segment\n") && text.contains("country: DE: no user of the segment is in"))
        for line in text.split(separator: "\n") { #expect(line.count <= width) }
        let said = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("users of segments are counted over all \(readout.replications) replications"))
        readout.replications = 1
        #expect(!RunDocument(readout).text(Terminal(width: width)).contains("users of segments"))
        #expect(!RunDocument(self.readout).text().contains("segment"))
    }

    @Test(arguments: [("JPY", "1,234 JPY", "+170 JPY"), ("KWD", "1.234 KWD", "+0.170 KWD")])
    func moneyIsWrittenInTheRunsCurrency(code: String, level: String, bias: String) throws {
        var foreign = readout
        foreign.currency = code
        let gmv = RunDocument(foreign).text(Terminal(width: 120)).split(separator: "\n").first { $0.hasPrefix("GMV ") }
        #expect(gmv?.contains(level) == true && gmv?.contains(bias) == true, "\(gmv ?? "")")
        for text in [RunDocument(foreign).text(), RunDocument(foreign).markdown()] {
            #expect(text.contains(code) && !text.contains("USD"))
        }
        let page = try RunDocument(foreign).html()
        #expect(page.contains("\u{A0}\(code)") || page.contains(" \(code)"))
    }

    @Test func aHundredAndTwentyColumnsHoldATable() {
        let lines = RunDocument(readout).text(Terminal(width: 120)).split(separator: "\n")
        let gmv = lines.first { $0.hasPrefix("GMV ") }
        #expect(gmv?.contains("12.34 USD") == true)
        #expect(gmv?.contains("+15.2 % [+13.1, +17.3]") == true)
        #expect(gmv?.contains("+1.70 USD [") == true && gmv?.hasSuffix("✗") == true)
        // Numbers end where their column ends.
        let net = lines.first { $0.hasPrefix("Net GMV ") }
        #expect(gmv?.count == net?.count)
    }

    @Test(arguments: [(140, "Sold-out encounters "), (100, "Sold-out ")])
    func aTableIsKeptWhereItCanBe(width: Int, label: String) {
        let lines = RunDocument(readout).text(Terminal(width: width)).split(separator: "\n")
        let header = lines.first { $0.contains("experiment says") }
        #expect(header?.contains("treatment") == true && header?.contains("bias") == true)
        #expect(lines.contains { $0.hasPrefix(label) })
    }

    @Test func anIntervalGoesUnderItsEstimateBeforeTheTableIsGivenUp() throws {
        let lines = RunDocument(readout).text(Terminal(width: 100)).split(separator: "\n").map(String.init)
        let gmv = try #require(lines.firstIndex { $0.hasPrefix("GMV ") })
        let end = { (line: String, text: String) in
            line.range(of: text).map { line.distance(from: line.startIndex, to: $0.upperBound) }
        }
        #expect(end(lines[gmv], "+15.2 %") != nil)
        #expect(end(lines[gmv], "+15.2 %") == end(lines[gmv + 1], "[+13.1, +17.3]"))
    }

    @Test func sixtyColumnsHoldAList() {
        let text = RunDocument(readout).text(Terminal(width: 60))
        #expect(text.contains("\nGMV\n  control          12.34 USD\n"))
        #expect(text.contains("  experiment says  +15.2 % [+13.1, +17.3]\n"))
    }

    @Test func aRemarkThatAllMetricsShareIsMadeOnce() {
        var readout = readout
        for index in readout.metrics.indices { readout.metrics[index].note = "the truth has no interval" }
        let lines = RunDocument(readout).text().split(separator: "\n").filter { $0.contains("has no interval") }
        #expect(lines == ["  the truth has no interval"])
        readout.metrics[0].note = nil
        #expect(RunDocument(readout).text().contains("\n  All but GMV: the truth has no interval\n"))
    }

    @Test func coloursAreThereOnlyWhenWanted() {
        let plain = RunDocument(readout).text(Terminal(colour: false))
        let painted = RunDocument(readout).text(Terminal(colour: true))
        #expect(!plain.contains("\u{1B}"))
        #expect(painted.contains("\u{1B}[1;31m"))
        #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test func textCannotSteerTheTerminal() {
        var readout = readout
        readout.verdict.headline = "a\u{1B}[2Jb\u{07}"
        readout.metrics[0].label = "c\u{1B}]0;d"
        readout.scenario = "e\u{9B}f"
        let text = RunDocument(readout).text()
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }

    @Test func aReadoutWithoutMetricsIsAVerdictStill() {
        var readout = readout
        readout.metrics = []
        readout.health = []
        readout.decision = nil
        #expect(RunDocument(readout).text().hasPrefix("✗ The A/B test"))
    }

    /// Twenty of twenty-four launches are harmful, and marked so; what is right is not.
    @Test func theDecisionTableMarksWhatIsWrong() {
        let lines = RunDocument(readout).text(Terminal(width: 160)).split(separator: "\n")
        #expect(
            lines.contains { $0.hasPrefix("user split") && $0.contains("✗ 83 % [10, 90]") && $0.contains(" 4 % [") })
        #expect(lines.contains { $0.hasPrefix("The truth is not to launch") })
        var untold = readout
        untold.decision?.isBeyondChance = false
        untold.decision?.designs[0].harmfulLaunches = nil
        #expect(RunDocument(untold).text().contains("so no decision is called right or wrong"))
        #expect(!RunDocument(untold).text(Terminal(width: 160)).contains("✗ 83 %"))
    }

    @Test func experimentsThatWereDrawnAnewAreSaidToBe() {
        var plain = readout
        plain.decision?.designs.removeLast()
        func says(_ readout: Readout) -> Bool {
            RunDocument(readout).text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
                .contains("between the arms of the session split, users are split anew 20 times on the same worlds")
        }
        #expect(says(readout) && !says(plain))
    }

    @Test func oneExperimentMakesNoTable() {
        var single = readout
        single.decision?.designs.removeLast()
        single.decision?.designs[0].launches = ExactShare(count: 1, of: 1, lower: 0.025, upper: 1)
        #expect(RunDocument(single).text().hasPrefix("→ Rule: launch."))
        #expect(!RunDocument(single).text().contains("The truth is not to launch"))
    }
}
