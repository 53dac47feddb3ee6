import Experiments
import Foundation
import PolicyKit
import Reports
import Testing

/// What the page says of the figures that policies state of themselves.
@Suite struct PolicyFigureSectionTests {
    /// The figures of every treatment stand in one table, whichever treatments' policies state any; those of control once.
    @Test(arguments: [true, false]) func everyTreatmentsFiguresAreShown(firstStates: Bool) throws {
        var readout = SampleReadout.severalTreatments
        let figure = try #require(SampleReadout.readout.policyFigures?.first)
        func of(_ arm: String) -> PolicyFigureReadout {
            var figure = figure
            figure.arm = arm
            return figure
        }
        readout.policyFigures = firstStates ? [of("control"), of("treatment")] : nil
        readout.further?[0].policyFigures = [of("control"), of("cautious")]
        let shown = RunDocument(readout).markdown()
        #expect(shown.count("Predicted / observed payments, control") == 1)
        #expect(shown.count("Predicted / observed payments, treatment") == (firstStates ? 1 : 0))
        #expect(shown.count("Predicted / observed payments, cautious") == 1)
    }

    /// A share is written in per cent, as everywhere; any other figure is a plain number.
    @Test(arguments: [(PolicyFigure.Unit.share, "98.5 %"), (.number, "0.98 ")])
    func aFigureIsWrittenInItsUnit(unit: PolicyFigure.Unit, text: String) throws {
        var readout = SampleReadout.readout
        var figure = try #require(readout.policyFigures?.first)
        figure.unit = unit
        readout.policyFigures = [figure]
        let row = try #require(
            RunDocument(readout).markdown().split(separator: "\n").first { $0.hasPrefix("| All days | ") })
        #expect(row.contains(text), "\(row)")
    }

    @Test func aDashAndAMissingIntervalAreExplained() throws {
        var readout = SampleReadout.readout
        #expect(
            RunDocument(readout).markdown().contains("– where the replications do not tell from 0 what is divided by"))
        readout.replications = 1
        var figure = try #require(readout.policyFigures?.first)
        figure.spans[1].value = figure.spans[0].value
        readout.policyFigures = [figure]
        let shown = RunDocument(readout).markdown()
        #expect(shown.contains("reckons in the experiment; one replication gives no intervals."))
        #expect(!shown.contains("do not tell from 0"))
    }
}

extension String {
    fileprivate func count(_ part: String) -> Int { components(separatedBy: part).count - 1 }
}
