/// Contrasts of an experiment that randomises buyers and sellers at once, from the means of its four cells (Bajari et
/// al. 2023, "Experimental design in marketplaces"; arXiv 2112.13495).
public struct MultipleRandomisation: Sendable, Codable, Hashable {
    /// Mean where buyer and seller are treated.
    public let treated: Double
    /// Mean where only the buyer is.
    public let buyerOnly: Double
    /// Mean where only the seller is.
    public let sellerOnly: Double
    /// Mean where neither is.
    public let control: Double

    /// Cell means that another program computed.
    public init(treated: Double, buyerOnly: Double, sellerOnly: Double, control: Double) {
        self.treated = treated
        self.buyerOnly = buyerOnly
        self.sellerOnly = sellerOnly
        self.control = control
    }

    /// From the outcomes of all pairs, one row a buyer and one column a seller.
    ///
    /// - Throws: `unequalLengths`, `undefined` where a cell is empty.
    public init(outcomes: [[Double]], buyerTreated: [Bool], sellerTreated: [Bool]) throws(StatisticsError) {
        guard outcomes.count == buyerTreated.count else { throw .unequalLengths("rows", "buyers") }
        guard outcomes.allSatisfy({ $0.count == sellerTreated.count }) else {
            throw .unequalLengths("columns", "sellers")
        }
        var cells = [Moments](repeating: Moments(), count: 4)
        for (row, buyer) in zip(outcomes, buyerTreated) {
            for (outcome, seller) in zip(row, sellerTreated) { cells[(buyer ? 2 : 0) + (seller ? 1 : 0)].add(outcome) }
        }
        guard cells.allSatisfy({ $0.n > 0 }) else { throw .undefined("a cell of the two-sided design is empty") }
        self.init(
            treated: cells[3].mean, buyerOnly: cells[2].mean, sellerOnly: cells[1].mean, control: cells[0].mean)
    }

    /// Treating all pairs against none.
    public var totalEffect: Double { treated - control }
    /// What a treated buyer does with sellers that are not.
    public var buyerSpillover: Double { buyerOnly - control }
    /// What happens to a treated seller with buyers that are not.
    public var sellerSpillover: Double { sellerOnly - control }
    /// What neither side's treatment explains alone.
    public var directEffect: Double { treated - buyerOnly - sellerOnly + control }
}
