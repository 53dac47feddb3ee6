import Statistics
import Testing

@Suite struct TwoSidedTotalsTests {
    @Test func withAllOfOneSideTreatedItIsTheOneSidedDesignOfTheOther() throws {
        let customers = TwoSidedTotals(totals: [[0, 3], [0, 2]], treatedRows: 0.25, treatedColumns: 1)
        #expect(try customers.treatedRate() == 8)
        #expect(try customers.untreatedRate() == 4)
        let listings = TwoSidedTotals(totals: [[0, 0], [3, 2]], treatedRows: 1, treatedColumns: 0.25)
        #expect(try listings.treatedRate() == 8)
        #expect(try listings.untreatedRate() == 4)
    }

    @Test func totalsInProportionToTheirPairsShowNoEffect() throws {
        let totals = TwoSidedTotals(
            totals: [[0.7 * 0.6, 0.7 * 0.4], [0.3 * 0.6, 0.3 * 0.4]], treatedRows: 0.3, treatedColumns: 0.4)
        #expect(try abs(totals.treatedRate() - totals.untreatedRate()) < 1e-15)
        let cells = try totals.cells()
        #expect(abs(cells.totalEffect) < 1e-15 && abs(cells.directEffect) < 1e-15)
        for correction in [0.0, 1, 2] {
            #expect(abs(cells.interpolatedEffect(leftOverShare: 0.3, correction: correction)) < 1e-15)
        }
    }

    @Test func anEmptyCellIsAnErrorAndNotAZero() {
        let totals = TwoSidedTotals(totals: [[0, 3], [0, 2]], treatedRows: 0.25, treatedColumns: 1)
        #expect(throws: StatisticsError.self) { try totals.cells() }
        #expect(throws: StatisticsError.self) {
            try TwoSidedTotals(totals: [[0, 0], [0, 2]], treatedRows: 1, treatedColumns: 1).untreatedRate()
        }
    }

    /// Where customers are scarce it is the customer-side contrast at treated listings, where listings are the other.
    @Test func theInterpolationLeansOnTheSideThatIsNotScarce() {
        let cells = MultipleRandomisation(treated: 8, rowOnly: 5, columnOnly: 3, control: 4)
        #expect(cells.interpolatedEffect(leftOverShare: 1, correction: 2) == 5)
        #expect(cells.interpolatedEffect(leftOverShare: 0, correction: 2) == 3)
        #expect(cells.interpolatedEffect(leftOverShare: 0.5, correction: 2) == 4)
    }
}
