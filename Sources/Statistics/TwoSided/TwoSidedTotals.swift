/// What an experiment that randomises customers and listings yields, by the arms of both: the totals, and how many of
/// each side were treated.
///
/// Johari, Li, Liskovich, Weintraub: "Experimental Design in Two-Sided Platforms: An Analysis of Bias", Management
/// Science 68, 2022 (arXiv 2002.05670). An experiment that treats all of one side is the one-sided design of the other.
public struct TwoSidedTotals: Sendable, Codable, Hashable {
    /// By the customer's arm, then the listing's; 0 for control. Any measure that adds up: bookings, money.
    public let totals: [[Double]]
    /// Share of customers in treatment.
    public let treatedCustomers: Double
    /// Share of listings in treatment.
    public let treatedListings: Double

    /// - Precondition: two rows of two totals.
    public init(totals: [[Double]], treatedCustomers: Double, treatedListings: Double) {
        precondition(totals.count == 2 && totals.allSatisfy { $0.count == 2 }, "two arms of customers and of listings")
        self.totals = totals
        self.treatedCustomers = treatedCustomers
        self.treatedListings = treatedListings
    }

    /// What pairs with the treatment on both sides yield, as if all pairs did.
    ///
    /// - Throws: `undefined` where there is no such pair.
    public func treatedRate() throws(StatisticsError) -> Double {
        try rate(totals[1][1], share: treatedCustomers * treatedListings)
    }

    /// What all other pairs yield, as if all pairs did. Its difference to `treatedRate` is the naive two-sided estimate
    /// (TSRN); with all listings treated the customer-side one (CR), with all customers treated the listing-side one (LR).
    ///
    /// - Throws: `undefined` where there is no such pair.
    public func untreatedRate() throws(StatisticsError) -> Double {
        try rate(totals[0][0] + totals[0][1] + totals[1][0], share: 1 - treatedCustomers * treatedListings)
    }

    /// Each cell's rate, as if all pairs were in it.
    ///
    /// - Throws: `undefined` where a cell is empty.
    public func cells() throws(StatisticsError) -> MultipleRandomisation {
        let customers = [1 - treatedCustomers, treatedCustomers]
        let listings = [1 - treatedListings, treatedListings]
        func cell(_ customer: Int, _ listing: Int) throws(StatisticsError) -> Double {
            try rate(totals[customer][listing], share: customers[customer] * listings[listing])
        }
        return MultipleRandomisation(
            treated: try cell(1, 1), buyerOnly: try cell(1, 0), sellerOnly: try cell(0, 1), control: try cell(0, 0))
    }

    private func rate(_ total: Double, share: Double) throws(StatisticsError) -> Double {
        guard share > 0 else { throw .undefined("a cell of the two-sided design is empty") }
        return total / share
    }
}
