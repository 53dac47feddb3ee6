/// What carries a label of treatment or control that could have been drawn otherwise: units, or clusters of them, each with
/// what it adds to a mean or to a ratio.
///
/// Knows the studentised difference under any labels that keep each stratum's numbers: treatment less control over its own
/// standard error.
public struct LabelledSample: Sendable {
    /// How an arm's error is made of its residuals.
    public enum Spread: Sendable, Hashable {
        /// Over n - 1: the errors of Welch's test and of the delta method.
        case unbiased
        /// Over n: p (1 - p) of a proportion.
        case population
        /// CR1, of clusters with so many units in all.
        case clusters(units: Int)
    }

    /// Numerator, less what the common ratio gives it, and denominator, stratum by stratum.
    let items: [SIMD2<Double>]
    let isTreated: [Bool]
    let strata: [Stratum]
    private let scale: Double
    private let spread: Spread

    /// Items that swap labels among themselves only.
    struct Stratum: Sendable {
        let range: Range<Int>
        let treated: Int
        let weight: Double
        let sums: ArmSums

        /// How many carry the rarer of the two labels.
        var fewer: Int { min(treated, range.count - treated) }
    }

    /// - Parameters:
    ///   - numerators: one an item; of a mean over units, the values.
    ///   - denominators: of a ratio, one an item; of a mean over clusters, their units; nil for a mean over items.
    ///   - labels: the labels as they were drawn.
    ///   - places: the stratum of each item, from 0; nil for one.
    ///   - weights: of the strata, summing to 1: their shares of all units (post-stratification).
    /// - Throws: `unequalLengths`; `tooFewUnits` where a stratum has an arm too small for an error; `undefined` where denominators
    ///   sum to zero; `noVariance` where nothing varies.
    public init(
        numerators: [Double], denominators: [Double]? = nil, isTreated labels: [Bool], strata places: [Int]? = nil,
        weights: [Double] = [1], spread: Spread = .unbiased
    ) throws(StatisticsError) {
        guard numerators.count == labels.count else { throw .unequalLengths("numerators", "labels") }
        if let denominators, denominators.count != labels.count {
            throw .unequalLengths("denominators", "labels")
        }
        if let places, places.count != labels.count { throw .unequalLengths("strata", "labels") }
        let total = denominators.map { ExactSum.of($0) } ?? Double(labels.count)
        guard total != 0 else { throw .undefined("the denominators sum to zero") }
        // Sums of deviations keep their digits where the values are large; the difference is the same.
        let centre = ExactSum.of(numerators) / total
        var (items, isTreated, strata): ([SIMD2<Double>], [Bool], [Stratum]) = ([], [], [])
        items.reserveCapacity(labels.count)
        isTreated.reserveCapacity(labels.count)
        var members = [[Int]](repeating: [], count: weights.count)
        for item in labels.indices { members[places?[item] ?? 0].append(item) }
        for (stratum, weight) in zip(members, weights) where weight > 0 {
            let start = items.count
            var sums = ArmSums()
            for item in stratum {
                let denominator = denominators?[item] ?? 1
                let pair = SIMD2(numerators[item] - centre * denominator, denominator)
                sums.add(pair)
                items.append(pair)
                isTreated.append(labels[item])
            }
            let treated = stratum.count { labels[$0] }
            let least = spread == .unbiased ? 2 : 1
            guard treated >= least else { throw .tooFewUnits(in: .treatment, minimum: least) }
            guard stratum.count - treated >= least else { throw .tooFewUnits(in: .control, minimum: least) }
            strata.append(Stratum(range: start..<items.count, treated: treated, weight: weight, sums: sums))
        }
        (self.items, self.isTreated, self.strata, self.spread) = (items, isTreated, strata, spread)
        let squares = strata.reduce(0) { $0 + $1.sums.squares[0] }
        scale = (squares * Double(items.count)).squareRoot() / total.magnitude
        // What rounding leaves of equal values is no variance.
        guard scale > 1e-14 * centre.magnitude else { throw .noVariance }
    }

    /// The studentised difference under labels that were drawn: infinite where nothing varies within the arms but they differ,
    /// nil where an arm's denominators sum to zero.
    /// - Parameter treated: the sums of what is labelled as treated, by stratum.
    func statistic(_ treated: [ArmSums]) -> Double? {
        guard let treatment = arm({ treated[$0] }), let control = arm({ strata[$0].sums - treated[$0] }) else {
            return nil
        }
        let (difference, error) = (treatment.ratio - control.ratio, (treatment.square + control.square).squareRoot())
        guard error > 1e-12 * scale else {
            return difference.magnitude > 1e-12 * scale ? (difference > 0 ? .infinity : -.infinity) : 0
        }
        return difference / error
    }

    /// An arm's ratio, less the common one, and its squared error.
    private func arm(_ sums: (Int) -> ArmSums) -> (ratio: Double, square: Double)? {
        var totals = SIMD2<Double>.zero
        for (place, stratum) in strata.enumerated() {
            let own = sums(place)
            totals += own.totals * (stratum.weight / own.count)
        }
        guard totals[1] != 0 else { return nil }
        let ratio = totals[0] / totals[1]
        var square = 0.0
        for (place, stratum) in strata.enumerated() {
            let own = sums(place)
            square +=
                stratum.weight * stratum.weight * own.residualSquares(ratio) * factor(own.count)
                / (own.count * own.count)
        }
        return (ratio, square / (totals[1] * totals[1]))
    }

    private func factor(_ n: Double) -> Double {
        switch spread {
        case .unbiased: return n / (n - 1)
        case .population: return 1
        case .clusters(let units):
            let (groups, units) = (Double(items.count), Double(units))
            return groups / (groups - 1) * (units - 1) / (units - 2)
        }
    }

    /// Under the labels as they were drawn.
    /// - Throws: `zeroDenominator`, or `noVariance` where nothing varies within the arms.
    func observed() throws(StatisticsError) -> Double {
        let treated = strata.map { stratum in
            var sums = ArmSums()
            for item in stratum.range where isTreated[item] { sums.add(items[item]) }
            return sums
        }
        guard let statistic = statistic(treated) else {
            throw .zeroDenominator(in: arm({ treated[$0] }) == nil ? .treatment : .control)
        }
        guard statistic.isFinite else { throw .noVariance }
        return statistic
    }
}

/// The sums of some items of a stratum.
struct ArmSums: Sendable {
    var count = 0.0
    /// Numerators and denominators, their squares, and their product.
    var totals = SIMD2<Double>.zero
    var squares = SIMD2<Double>.zero
    var product = 0.0

    @inline(__always) mutating func add(_ item: SIMD2<Double>) {
        count += 1
        totals += item
        squares += item * item
        product += item[0] * item[1]
    }

    static func - (all: Self, part: Self) -> Self {
        Self(
            count: all.count - part.count, totals: all.totals - part.totals, squares: all.squares - part.squares,
            product: all.product - part.product)
    }

    /// Sum of squares of numerator less ratio times denominator, about its mean.
    func residualSquares(_ ratio: Double) -> Double {
        let centred = squares - totals * totals / count
        let crossed = product - totals[0] * totals[1] / count
        return max(0, centred[0] - 2 * ratio * crossed + ratio * ratio * centred[1])
    }
}
