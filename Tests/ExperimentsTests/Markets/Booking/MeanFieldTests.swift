import Marketplace
import Statistics
import Testing

/// Theory first: the oracle and the designs' formulas give every figure of johari.json.
@Suite struct MeanFieldTests {
    private func agrees(_ value: Double, _ expected: Double) -> Bool {
        abs(value - expected) <= 1e-11 + 1e-9 * abs(expected)
    }

    private func totals(_ vector: JohariVector, _ customers: Double, _ listings: Double) -> TwoSidedTotals {
        TwoSidedTotals(
            totals: MeanField(vector, treatedCustomers: customers, treatedListings: listings).bookings,
            treatedRows: customers, treatedColumns: listings)
    }

    @Test func theFolderHoldsVectors() { #expect(!JohariVector.all.isEmpty) }

    @Test(arguments: JohariVector.all) func theOracleFindsTheSteadyStates(vector: JohariVector) {
        let control = MeanField(vector, treatedCustomers: 0, treatedListings: 0)
        let treatment = MeanField(vector, treatedCustomers: 1, treatedListings: 1)
        let expected = vector.expected
        #expect(agrees(control.rate, expected.controlRate))
        #expect(agrees(treatment.rate, expected.treatmentRate))
        #expect(agrees(treatment.rate - control.rate, expected.effect))
        #expect(agrees(control.available.reduce(0, +), expected.availableControl))
        #expect(agrees(treatment.available.reduce(0, +), expected.availableTreatment))
        let cells = MeanField(vector, treatedCustomers: 0.5, treatedListings: 0.5).bookings
        #expect(zip(cells.joined(), expected.cells.joined()).allSatisfy(agrees))
    }

    @Test(arguments: JohariVector.all) func theDesignsFormulasGiveTheirEstimates(vector: JohariVector) throws {
        let estimates = vector.expected.estimates
        let balanced = vector.expected.balanced
        func naive(_ customers: Double, _ listings: Double) throws -> Double {
            let totals = totals(vector, customers, listings)
            return try totals.treatedRate() - totals.untreatedRate()
        }
        let share = vector.market(size: 1).leftOverShare
        #expect(agrees(share, vector.expected.beta))
        for (name, value) in [
            ("CR_50", try naive(0.5, 1)), ("CR_10", try naive(0.1, 1)), ("LR_50", try naive(1, 0.5)),
            ("LR_10", try naive(1, 0.1)), ("TSRN_50_50", try naive(0.5, 0.5)),
            ("TSRN_bal", try naive(balanced.customers, balanced.listings)),
        ] {
            #expect(agrees(value, try #require(estimates[name])), "\(name)")
        }
        for (name, customers, listings) in [("50_50", 0.5, 0.5), ("bal", balanced.customers, balanced.listings)] {
            let cells = try totals(vector, customers, listings).cells()
            for correction in 1...2 {
                let expected = try #require(estimates["TSRI\(correction)_\(name)"])
                let value = cells.interpolatedEffect(leftOverShare: share, correction: Double(correction))
                #expect(agrees(value, expected), "TSRI\(correction)_\(name)")
            }
        }
    }

    /// Everything that comes in is sold in the end, whatever customers think of it; the customer split sees a gain all the
    /// same, of .302 on a base of 1.
    @Test func whereNobodyWithdrawsTheEffectIsZeroAndTheCustomerSplitSeesOne() throws {
        let vector = try #require(JohariVector.named(["sale-no-withdrawal"]).first)
        let control = MeanField(vector, treatedCustomers: 0, treatedListings: 0).rate
        let treatment = MeanField(vector, treatedCustomers: 1, treatedListings: 1).rate
        #expect(agrees(control, 1))
        #expect(abs(treatment - control) < 1e-14)
        let split = totals(vector, 0.5, 1)
        #expect(try abs(split.treatedRate() - split.untreatedRate() - 0.302) < 0.0005)
    }
}
