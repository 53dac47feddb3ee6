import Experiments
import Foundation
import Reports
import Testing

@Suite struct MarkdownTests {
    /// Cells of a line, as a renderer sees them.
    private func cells(_ line: Substring) -> Int {
        line.replacing("\\|", with: "").count { $0 == "|" } - 1
    }

    @Test func everyTableHasARectangularShape() throws {
        let text = RunDocument(SampleReadout.readout).markdown()
        var tables: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("|") { tables[tables.count - 1].append(line) } else { tables.append([]) }
        }
        let filled = tables.filter { !$0.isEmpty }
        let studied = SampleReadout.readout.study?.metrics.count ?? 0
        try #require(studied > 0 && filled.count == 20 + studied)
        for table in filled { #expect(Set(table.map(cells)).count == 1) }
        #expect(filled[studied + 1].count == 2 + SampleReadout.metrics.count)
    }

    @Test func theVerdictStandsBeforeTheNumbers() throws {
        let text = RunDocument(SampleReadout.readout).markdown()
        let verdict = try #require(text.range(of: "**✗ The A/B test misleads: it says GMV"))
        let table = try #require(text.range(of: "| Metric |"))
        #expect(verdict.lowerBound < table.lowerBound)
        #expect(text.contains("+15.2 % [+13.1, +17.3]"))
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test func textCannotBecomeMarkup() {
        var readout = SampleReadout.readout
        readout.title = "a | b\n# c <script> `d`"
        readout.metrics[0].label = "x|y"
        readout.command = "echo '```'"
        let text = RunDocument(readout).markdown()
        #expect(text.hasPrefix("# a \\| b \\# c \\<script\\> \\`d\\`\n"))
        #expect(text.contains("| x\\|y |"))
        #expect(text.contains("````sh\necho '```'\n````"))
    }
}
