/// What an experiment that randomises rows and columns (say, customers and listings) yields, by the arms of both: the totals, and how many of
/// each side were treated.
///
/// Johari, Li, Liskovich, Weintraub: "Experimental Design in Two-Sided Platforms: An Analysis of Bias", Management
/// Science 68, 2022 (arXiv 2002.05670). An experiment that treats all of one side is the one-sided design of the other.
public struct TwoSidedTotals: Sendable, Codable, Hashable {
    /// The totals by the row's arm, then the column's; 0 for control. Any measure that adds up: bookings, money.
    public let totals: [[Double]]
    /// Share of rows in treatment.
    public let treatedRows: Double
    /// Share of columns in treatment.
    public let treatedColumns: Double

    /// - Precondition: two rows of two totals.
    public init(totals: [[Double]], treatedRows: Double, treatedColumns: Double) {
        precondition(totals.count == 2 && totals.allSatisfy { $0.count == 2 }, "two arms of rows and of columns")
        self.totals = totals
        self.treatedRows = treatedRows
        self.treatedColumns = treatedColumns
    }

    /// What pairs with the treatment on both sides yield, as if all pairs did.
    ///
    /// - Throws: `undefined` where there is no such pair.
    public func treatedRate() throws(StatisticsError) -> Double {
        try rate(totals[1][1], share: treatedRows * treatedColumns)
    }

    /// What all other pairs yield, as if all pairs did. Its difference to `treatedRate` is the naive two-sided estimate
    /// (TSRN); with all columns treated the row-side one (CR, customers), with all rows treated the column-side one (LR, listings).
    ///
    /// - Throws: `undefined` where there is no such pair.
    public func untreatedRate() throws(StatisticsError) -> Double {
        try rate(totals[0][0] + totals[0][1] + totals[1][0], share: 1 - treatedRows * treatedColumns)
    }

    /// Each cell's rate, as if all pairs were in it.
    ///
    /// - Throws: `undefined` where a cell is empty.
    public func cells() throws(StatisticsError) -> MultipleRandomisation {
        let rows = [1 - treatedRows, treatedRows]
        let columns = [1 - treatedColumns, treatedColumns]
        func cell(_ row: Int, _ column: Int) throws(StatisticsError) -> Double {
            try rate(totals[row][column], share: rows[row] * columns[column])
        }
        return MultipleRandomisation(
            treated: try cell(1, 1), rowOnly: try cell(1, 0), columnOnly: try cell(0, 1), control: try cell(0, 0))
    }

    private func rate(_ total: Double, share: Double) throws(StatisticsError) -> Double {
        guard share > 0 else { throw .undefined("a cell of the two-sided design is empty") }
        return total / share
    }
}

/// What a customer-split experiment would have found, had it charged each booking for the later ones that it takes away:
/// difference-in-Qs.
///
/// Farias, Li, Peng, Zheng: "Markovian Interference in Experiments", NeurIPS 2022 (arXiv 2206.02371). With Q the
/// state-action value of the experiment's own policy, in the sense of the average reward, and s its states,
///
///     DQ = E_s[Q(s, treatment)] - E_s[Q(s, control)],
///
/// whose bias is of second order in the effect, where that of the difference of means is of first order.
///
/// Here the state is the number of available listings, all types together, and the value function is linear in it: V(s) =
/// price s. A booking takes one listing away, so Q(s, arm) = r_arm(s) (1 - price) plus what both arms share, and DQ is the
/// difference of means times 1 - price. The price follows from the Poisson equation, projected on the state:
/// Cov(s, r) + price Cov(s, drift) = 0 (least-squares temporal differences; Bradtke and Barto 1996). With a drift of
/// inflow - outRate s - r(s) that is price = slope / (outRate + slope), where slope is that of the booking rate in s.
public struct DifferenceInQs: Sendable, Hashable {
    /// Bookings that one more available listing brings in the long run, 0...1.
    public let price: Double

    /// - Parameters:
    ///   - slope: bookings a day that one more available listing brings. One below 0 is noise and taken for 0: more
    ///     listings do not mean fewer bookings.
    ///   - outRate: rate per day at which a surplus of one available listing goes by itself: that at which a blocked listing
    ///     returns or an available one is withdrawn. At least 0.
    /// - Throws: `undefined` where both are 0: then nothing says what a listing is worth.
    public init(slope: Double, outRate: Double) throws(StatisticsError) {
        let slope = max(0, slope)
        guard slope + outRate > 0 else { throw .undefined("bookings do not depend on what is available") }
        price = slope / (outRate + slope)
    }

    /// The estimate of the effect of treating all customers.
    /// - Parameter naive: the difference of the arms, each as if all customers were in it.
    public func effect(naive: Double) -> Double { naive * (1 - price) }
}
