/// A metric of an experiment that randomises customers and listings: the rate of each of the four cells, and contrasts of them
/// with an error that holds for customers and listings drawn at random.
///
/// The error is clustered both ways (Cameron, Gelbach, Miller 2011, "Robust inference with multiway clustering", eq. 2.13): the
/// variance between customers, each with all listings, plus that between listings, each with all customers, less that
/// between pairs, which is counted in both.
public struct TwoSidedSample: Sendable {
    /// What is measured, by the variables of `Moments`.
    public enum Measure: Sendable, Hashable {
        /// What all pairs would yield if they were in a cell, times a factor.
        case total(Int, factor: Double)
        /// One total over another.
        case ratio(Int, Int)
    }

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
    private let measure: Measure
    /// The cells' rates, by the customer's arm, then the listing's.
    public let rates: [[Double]]

    /// - Precondition: two arms of each.
    /// - Throws: `undefined` where a cell has no pair, or a ratio nothing to divide by.
    public init(_ moments: Moments, _ measure: Measure) throws(StatisticsError) {
        precondition(moments.customers.count == 2 && moments.listings.count == 2, "two arms of customers and of listings")
        self.moments = moments
        self.measure = measure
        var rates = [[0.0, 0], [0, 0]]
        for customer in 0...1 {
            for listing in 0...1 {
                let slope = try TwoSidedSample.slope(moments, measure, customer, listing, rate: 0)
                let arm = moments.customers[customer]
                let at = listing * (arm.variables / 2) + slope.numerator.variable
                rates[customer][listing] = slope.numerator.slope * arm.means[at] * Double(arm.n)
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
        var slopes = [[CellSlope]](repeating: [], count: 2)
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
            customers += TwoSidedSample.spread(moments.customers[arm], [slopes[arm][0], slopes[arm][1]])
            listings += TwoSidedSample.spread(moments.listings[arm], [slopes[0][arm], slopes[1][arm]])
            for other in 0...1 { pairs += TwoSidedSample.spread(moments.pairs[arm][other], [slopes[arm][other]]) }
        }
        let both = customers + listings - pairs
        return both > 0 ? both : max(customers, listings)
    }

    // MARK: - What a unit adds

    /// What a total of a cell adds to a weighted sum of rates, for each unit of the numerator and of the denominator.
    private struct CellSlope {
        var numerator: (variable: Int, slope: Double)
        var denominator: (variable: Int, slope: Double)?

        func scaled(by factor: Double) -> CellSlope {
            CellSlope(
                numerator: (numerator.variable, factor * numerator.slope),
                denominator: denominator.map { ($0.variable, factor * $0.slope) })
        }
    }

    private static func slope(
        _ moments: Moments, _ measure: Measure, _ customer: Int, _ listing: Int, rate: Double
    ) throws(StatisticsError) -> CellSlope {
        let share = shares(moments)[customer][listing]
        guard share > 0 else { throw .undefined("a cell of the two-sided design is empty") }
        switch measure {
        case .total(let variable, let factor): return CellSlope(numerator: (variable, factor / share))
        case .ratio(let numerator, let denominator):
            let arm = moments.customers[customer]
            let below = arm.means[listing * (arm.variables / 2) + denominator] * Double(arm.n)
            guard below > 0 else { throw .undefined("a cell of the two-sided design has nothing to divide by") }
            return CellSlope(numerator: (numerator, 1 / below), denominator: (denominator, -rate / below))
        }
    }

    private static func shares(_ moments: Moments) -> [[Double]] {
        let customers = moments.customers.map { Double($0.n) }
        let listings = moments.listings.map { Double($0.n) }
        let all = (customers[0] + customers[1]) * (listings[0] + listings[1])
        return customers.map { customer in listings.map { all > 0 ? customer * $0 / all : 0 } }
    }

    /// Variance of a sum over units whose variables stand cell by cell.
    private static func spread(_ units: CovarianceMoments, _ cells: [CellSlope]) -> Double {
        let width = units.variables / cells.count
        let terms = cells.enumerated().flatMap { cell, slope in
            ([slope.numerator] + (slope.denominator.map { [$0] } ?? [])).map { (cell * width + $0.variable, $0.slope) }
        }
        var variance = 0.0
        for a in terms {
            for b in terms { variance += a.1 * b.1 * units.covariance(a.0, b.0) }
        }
        return variance * Double(units.n)
    }
}
