/// A metric of an experiment that randomises customers and listings: the rate of each of the four cells, and contrasts of them
/// with an error that holds for customers and listings drawn at random.
///
/// The error is clustered both ways (Cameron, Gelbach, Miller 2011, "Robust inference with multiway clustering", eq. 2.13): the
/// variance between customers, each with all listings, plus that between listings, each with all customers, less that
/// between pairs, which is counted in both.
public struct TwoSidedSample: Sendable {
    /// Moments of the totals of an experiment's customers, listings and pairs, the same variables in each.
    public struct Moments: Sendable, Equatable, Codable {
        /// One a customer arm: over its customers of every variable at listings in control, then at listings in treatment.
        public var customers: [CovarianceMoments]
        /// One a listing arm: over its listings of every variable by customers in control, then in treatment.
        public var listings: [CovarianceMoments]
        /// By the customer's arm, then the listing's: over all of a cell's pairs, of every variable. Most pairs never met.
        public var pairs: [[CovarianceMoments]]

        public init(
            customers: [CovarianceMoments] = [], listings: [CovarianceMoments] = [], pairs: [[CovarianceMoments]] = []
        ) {
            self.customers = customers
            self.listings = listings
            self.pairs = pairs
        }
    }

    private let moments: Moments
    private let measure: SumMeasure
    /// The cells' rates, by the customer's arm, then the listing's.
    public let rates: [[Double]]

    /// - Precondition: two arms of each.
    /// - Throws: `undefined` where a cell has no pair, or a ratio nothing to divide by.
    public init(_ moments: Moments, _ measure: SumMeasure) throws(StatisticsError) {
        precondition(
            moments.customers.count == 2 && moments.listings.count == 2, "two arms of customers and of listings")
        self.moments = moments
        self.measure = measure
        var rates = [[0.0, 0], [0, 0]]
        for customer in 0...1 {
            for listing in 0...1 {
                let slope = try TwoSidedSample.slope(moments, measure, customer, listing, rate: 0)
                let arm = moments.customers[customer]
                let at = listing * (arm.variables / 2) + slope.variable
                rates[customer][listing] = slope.slope * arm.means[at] * Double(arm.n)
            }
        }
        self.rates = rates
    }

    /// The cells' rates by name.
    public var cells: MultipleRandomisation {
        MultipleRandomisation(
            treated: rates[1][1], buyerOnly: rates[1][0], sellerOnly: rates[0][1], control: rates[0][0])
    }

    /// The part of all pairs that each cell has.
    public var shares: [[Double]] { TwoSidedSample.shares(moments) }

    /// A contrast of the cells' rates with its interval: Student's t with one degree fewer than the smallest arm has units.
    /// - Parameter level: of the interval.
    /// - Throws: `noVariance` where nothing varies.
    public func estimate(_ weights: CellWeights, level: Double = 0.95) throws(StatisticsError) -> Estimate {
        try estimate(cells.contrast(weights), errorOf: weights, level: level)
    }

    /// The contrast as a share of another one's size, by the delta method.
    /// - Throws: `undefined` where the other one is 0; `noVariance` where nothing varies.
    public func relative(
        _ weights: CellWeights, to base: CellWeights, level: Double = 0.95
    ) throws(StatisticsError) -> Estimate {
        let (effect, size) = (cells.contrast(weights), cells.contrast(base))
        guard size != 0 else { throw .undefined("there is nothing to relate the effect to") }
        return try estimate(
            effect / size.magnitude, errorOf: (1 / size.magnitude) * (weights + (-effect / size) * base), level: level)
    }

    private func estimate(
        _ value: Double, errorOf weights: CellWeights, level: Double
    ) throws(StatisticsError) -> Estimate {
        let variance = try variance(weights)
        guard variance > 0 else { throw .noVariance }
        let least = (moments.customers + moments.listings).map(\.n).min() ?? 0
        return try Estimate(
            testing: value, standardError: variance.squareRoot(), degreesOfFreedom: Double(max(1, least - 1)),
            level: level)
    }

    /// Of the weighted sum of the cells' rates. By chance the variance between pairs can be more than both others bring; the
    /// greater of these stands then.
    private func variance(_ weights: CellWeights) throws(StatisticsError) -> Double {
        var slopes = [[SumSlope]](repeating: [], count: 2)
        for customer in 0...1 {
            for listing in 0...1 {
                slopes[customer].append(
                    try TwoSidedSample.slope(
                        moments, measure, customer, listing, rate: rates[customer][listing]
                    ).scaled(by: weights.values[customer][listing]))
            }
        }
        var (customers, listings, pairs) = (0.0, 0.0, 0.0)
        for arm in 0...1 {
            customers += moments.customers[arm].variance(ofSums: [slopes[arm][0], slopes[arm][1]])
            listings += moments.listings[arm].variance(ofSums: [slopes[0][arm], slopes[1][arm]])
            for other in 0...1 { pairs += moments.pairs[arm][other].variance(ofSums: [slopes[arm][other]]) }
        }
        let both = customers + listings - pairs
        return both > 0 ? both : max(customers, listings)
    }

    private static func slope(
        _ moments: Moments, _ measure: SumMeasure, _ customer: Int, _ listing: Int, rate: Double
    ) throws(StatisticsError) -> SumSlope {
        let share = shares(moments)[customer][listing]
        guard share > 0 else { throw .undefined("a cell of the two-sided design is empty") }
        switch measure {
        case .total(let variable, let factor): return SumSlope(of: variable, factor / share)
        case .ratio(let numerator, let denominator):
            let arm = moments.customers[customer]
            let below = arm.means[listing * (arm.variables / 2) + denominator] * Double(arm.n)
            guard below > 0 else { throw .undefined("a cell of the two-sided design has nothing to divide by") }
            return SumSlope(of: numerator, over: denominator, sum: below, ratio: rate)
        }
    }

    private static func shares(_ moments: Moments) -> [[Double]] {
        let customers = moments.customers.map { Double($0.n) }
        let listings = moments.listings.map { Double($0.n) }
        let all = (customers[0] + customers[1]) * (listings[0] + listings[1])
        return customers.map { customer in listings.map { all > 0 ? customer * $0 / all : 0 } }
    }
}
