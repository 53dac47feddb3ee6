/// A metric of an experiment that randomises rows and columns (say, customers and listings): the rate of each of the four cells, and contrasts of them
/// with an error that holds for rows and columns drawn at random.
///
/// The error is clustered both ways (Cameron, Gelbach, Miller 2011, "Robust inference with multiway clustering", eq. 2.13): the
/// variance between rows, each with all columns, plus that between columns, each with all rows, less that
/// between pairs, which is counted in both.
public struct TwoSidedSample: Sendable {
    /// Moments of the totals of an experiment's rows, columns and pairs, the same variables in each.
    public struct Moments: Sendable, Equatable, Codable {
        /// One a row arm: over its rows of every variable at columns in control, then at columns in treatment.
        public var rows: [CovarianceMoments]
        /// One a column arm: over its columns of every variable by rows in control, then in treatment.
        public var columns: [CovarianceMoments]
        /// The moments by the row's arm, then the column's: over all of a cell's pairs, of every variable. Most pairs
        /// never met.
        public var pairs: [[CovarianceMoments]]

        /// Moments that were gathered elsewhere; none by default.
        public init(
            rows: [CovarianceMoments] = [], columns: [CovarianceMoments] = [], pairs: [[CovarianceMoments]] = []
        ) {
            self.rows = rows
            self.columns = columns
            self.pairs = pairs
        }

        private enum CodingKeys: String, CodingKey {
            case rows = "customers"
            case columns = "listings"
            case pairs
        }
    }

    private let moments: Moments
    private let measure: SumMeasure
    /// The cells' rates, by the row's arm, then the column's.
    public let rates: [[Double]]

    /// - Precondition: two arms of each.
    /// - Throws: `undefined` where a cell has no pair, or a ratio nothing to divide by.
    public init(_ moments: Moments, _ measure: SumMeasure) throws(StatisticsError) {
        precondition(
            moments.rows.count == 2 && moments.columns.count == 2, "two arms of rows and of columns")
        self.moments = moments
        self.measure = measure
        var rates = [[0.0, 0], [0, 0]]
        for row in 0...1 {
            for column in 0...1 {
                let slope = try TwoSidedSample.slope(moments, measure, row, column, rate: 0)
                let arm = moments.rows[row]
                let at = column * (arm.variables / 2) + slope.variable
                rates[row][column] = slope.slope * arm.means[at] * Double(arm.n)
            }
        }
        self.rates = rates
    }

    /// The cells' rates by name.
    public var cells: MultipleRandomisation {
        MultipleRandomisation(
            treated: rates[1][1], rowOnly: rates[1][0], columnOnly: rates[0][1], control: rates[0][0])
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
        let least = (moments.rows + moments.columns).map(\.n).min() ?? 0
        return try Estimate(
            testing: value, standardError: variance.squareRoot(), degreesOfFreedom: Double(max(1, least - 1)),
            level: level)
    }

    /// The variance of the weighted sum of the cells' rates. By chance the variance between pairs can be more than both
    /// others bring; the greater of these stands then.
    private func variance(_ weights: CellWeights) throws(StatisticsError) -> Double {
        var slopes = [[SumSlope]](repeating: [], count: 2)
        for row in 0...1 {
            for column in 0...1 {
                slopes[row].append(
                    try TwoSidedSample.slope(
                        moments, measure, row, column, rate: rates[row][column]
                    ).scaled(by: weights.values[row][column]))
            }
        }
        var (rows, columns, pairs) = (0.0, 0.0, 0.0)
        for arm in 0...1 {
            rows += moments.rows[arm].variance(ofSums: [slopes[arm][0], slopes[arm][1]])
            columns += moments.columns[arm].variance(ofSums: [slopes[0][arm], slopes[1][arm]])
            for other in 0...1 { pairs += moments.pairs[arm][other].variance(ofSums: [slopes[arm][other]]) }
        }
        let both = rows + columns - pairs
        return both > 0 ? both : max(rows, columns)
    }

    private static func slope(
        _ moments: Moments, _ measure: SumMeasure, _ row: Int, _ column: Int, rate: Double
    ) throws(StatisticsError) -> SumSlope {
        let share = shares(moments)[row][column]
        guard share > 0 else { throw .undefined("a cell of the two-sided design is empty") }
        switch measure {
        case .total(let variable, let factor): return SumSlope(of: variable, factor / share)
        case .ratio(let numerator, let denominator):
            let arm = moments.rows[row]
            let below = arm.means[column * (arm.variables / 2) + denominator] * Double(arm.n)
            guard below > 0 else { throw .undefined("a cell of the two-sided design has nothing to divide by") }
            return SumSlope(of: numerator, over: denominator, sum: below, ratio: rate)
        }
    }

    private static func shares(_ moments: Moments) -> [[Double]] {
        let rows = moments.rows.map { Double($0.n) }
        let columns = moments.columns.map { Double($0.n) }
        let all = (rows[0] + rows[1]) * (columns[0] + columns[1])
        return rows.map { row in columns.map { all > 0 ? row * $0 / all : 0 } }
    }
}
