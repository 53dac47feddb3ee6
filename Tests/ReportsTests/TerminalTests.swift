import Experiments
import Reports
import Testing

@Suite struct TerminalTests {
    let readout = SampleReadout.readout

    @Test func theHeadlineStandsFirst() {
        let text = TerminalReadout(readout).text
        #expect(text.hasPrefix("✗ The A/B test misleads: it says GMV +15.2 %"))
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test(arguments: [200, 100, 80, 60, 40, 3])
    func noLineIsWiderThanTheTerminal(width: Int) {
        for line in TerminalReadout(readout, width: width).text.split(separator: "\n") {
            #expect(line.count <= max(48, width))
        }
    }

    @Test func aHundredColumnsHoldATable() {
        let lines = TerminalReadout(readout, width: 100).text.split(separator: "\n")
        let gmv = lines.first { $0.hasPrefix("GMV ") }
        #expect(gmv?.contains("12.34 USD") == true)
        #expect(gmv?.contains("+15.2 % [+13.1, +17.3]") == true)
        #expect(gmv?.hasSuffix("+1.70 USD") == true)
        // Numbers end where their column ends.
        let net = lines.first { $0.hasPrefix("Net GMV ") }
        #expect(gmv?.count == net?.count)
    }

    @Test func coloursAreThereOnlyWhenWanted() {
        let plain = TerminalReadout(readout, colour: false).text
        let painted = TerminalReadout(readout, colour: true).text
        #expect(!plain.contains("\u{1B}"))
        #expect(painted.contains("\u{1B}[1;31m"))
        #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test func textCannotSteerTheTerminal() {
        var readout = readout
        readout.verdict.headline = "a\u{1B}[2Jb\u{07}"
        readout.metrics[0].label = "c\u{1B}]0;d"
        readout.scenario = "e\u{9B}f"
        let text = TerminalReadout(readout).text
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }

    @Test func aReadoutWithoutMetricsIsAVerdictStill() {
        var readout = readout
        readout.metrics = []
        readout.health = []
        #expect(TerminalReadout(readout).text.hasPrefix("✗ The A/B test"))
    }
}
