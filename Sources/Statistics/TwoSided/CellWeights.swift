/// A contrast of the four cells of an experiment that randomises customers and listings: a weight for each cell's rate.
public struct CellWeights: Sendable, Hashable {
    /// By the customer's arm, then the listing's; 0 for control.
    public let values: [[Double]]

    /// - Precondition: two rows of two weights.
    public init(_ values: [[Double]]) {
        precondition(values.count == 2 && values.allSatisfy { $0.count == 2 }, "two arms of customers and of listings")
        self.values = values
    }

    /// Treated pairs less all others (TSRN), whose rate is that of their cells by the cells' shares of pairs.
    /// - Parameter shares: of all pairs, by the customer's arm, then the listing's.
    public static func naive(shares: [[Double]]) -> CellWeights {
        let others = 1 - shares[1][1]
        return CellWeights([[-shares[0][0] / others, -shares[0][1] / others], [-shares[1][0] / others, 1]])
    }

    /// b (q11 - q01) + (1 - b)(q11 - q10) + k b (1 - b)[(q01 - q00) + (q10 - q00)]: TSRI-1 and TSRI-2 of Johari et al. 2022,
    /// section 6.
    /// - Parameters:
    ///   - leftOverShare: b = exp(-demand / supply): 1 where customers are scarce, 0 where listings are.
    ///   - correction: k, how often the competition between arms is counted: 1 for TSRI-1, 2 for TSRI-2.
    public static func interpolated(leftOverShare b: Double, correction k: Double) -> CellWeights {
        let between = k * b * (1 - b)
        return CellWeights([[-2 * between, between - b], [between - (1 - b), 1]])
    }

    /// The rate of pairs of which neither side is treated.
    public static let control = CellWeights([[1, 0], [0, 0]])
    /// The rate of pairs of which both sides are treated.
    public static let treated = CellWeights([[0, 0], [0, 1]])
    /// What a treated customer does with listings that are not.
    public static let customerSpillover = CellWeights([[-1, 0], [1, 0]])
    /// What happens at a treated listing with customers who are not.
    public static let listingSpillover = CellWeights([[-1, 1], [0, 0]])

    public static func + (a: CellWeights, b: CellWeights) -> CellWeights {
        CellWeights(zip(a.values, b.values).map { zip($0, $1).map(+) })
    }

    public static func * (factor: Double, weights: CellWeights) -> CellWeights {
        CellWeights(weights.values.map { $0.map { factor * $0 } })
    }
}

extension MultipleRandomisation {
    /// The weighted sum of the cells' means.
    public func contrast(_ weights: CellWeights) -> Double {
        let values = weights.values
        return values[1][1] * treated + values[1][0] * buyerOnly + values[0][1] * sellerOnly + values[0][0] * control
    }

    /// An estimate of the effect of treating all pairs that leans on the side of the market which is not scarce, and takes
    /// the competition between arms away (TSRI-1 and TSRI-2 of Johari et al. 2022, section 6).
    ///
    /// - Parameters: as of `CellWeights.interpolated`.
    public func interpolatedEffect(leftOverShare: Double, correction: Double) -> Double {
        contrast(.interpolated(leftOverShare: leftOverShare, correction: correction))
    }
}
