import Foundation
import Statistics

/// Reads a metric out of a world in which users and listings are split: an effect as a weighted sum of the rates of the four
/// cells, with an error that holds for users and listings drawn at random.
///
/// The error adds the variance between users, each with all listings, to that between listings, each with all users. What
/// belongs to a pair alone is counted in both, so it is on the safe side.
struct PairSample {
    private let design: Design
    private let columns: Columns
    /// Per unit of money or count; the rate of a cell is what all pairs would yield.
    private let scale: Double
    private let leftOverShare: Double
    private let pairs: UnitMoments.Pairs

    /// A metric's quantities: a total, or one total over another.
    private struct Columns {
        let numerator: Int
        let denominator: Int?
    }

    /// Nil for a share of units where none were offered.
    init?(_ metric: Metric, design: Design, pairs: UnitMoments.Pairs, users: Int, unitsOffered: Int) {
        self.pairs = pairs
        self.design = design
        // Users for each unit on offer stand for demand over supply.
        leftOverShare = unitsOffered > 0 ? exp(-Double(users) / Double(unitsOffered)) : 0
        switch metric.kind {
        case .mean(let quantity):
            (columns, scale) = (Columns(numerator: quantity.rawValue, denominator: nil), 1 / Double(users))
        case .sellThrough:
            guard unitsOffered > 0 else { return nil }
            columns = Columns(numerator: Metric.Quantity.units.rawValue, denominator: nil)
            scale = 1 / Double(unitsOffered)
        case .ratio(let numerator, let denominator):
            columns = Columns(numerator: numerator.rawValue, denominator: denominator.rawValue)
            scale = 1
        }
    }

    /// The rates of the pairs with neither side treated (of TSRN: not both) and with both; nil where a cell is empty.
    func values() -> (control: Double, treatment: Double)? {
        guard let cells = try? cells() else { return nil }
        return (baseline(cells).value, cells.treated)
    }

    /// The estimate alone; nil where a cell is empty.
    func effect() -> Double? { (try? cells()).map(effect) }

    private func effect(_ cells: MultipleRandomisation) -> Double {
        let weights = weights
        return weights[1][1] * cells.treated + weights[1][0] * cells.buyerOnly + weights[0][1] * cells.sellerOnly
            + weights[0][0] * cells.control
    }

    /// Treated less control, with interval and lift.
    func compare(level: Double) throws(StatisticsError) -> Comparison {
        let cells = try cells()
        let (effect, base) = (effect(cells), baseline(cells))
        let difference = try estimate(effect, weights: weights, level: level)
        guard base.value != 0 else { return Comparison(difference: difference, relative: nil, adjusted: nil) }
        let lift = effect / base.value
        let slopes = (0...1).map { user in
            (0...1).map { listing in
                (weights[user][listing] - lift * base.weights[user][listing]) / base.value.magnitude
            }
        }
        return Comparison(
            difference: difference,
            relative: try? estimate(effect / base.value.magnitude, weights: slopes, level: level), adjusted: nil)
    }

    private func estimate(
        _ value: Double, weights: [[Double]], level: Double
    ) throws(StatisticsError) -> Estimate {
        let variance = try variance(weights)
        guard variance > 0 else { throw .noVariance }
        let least = (pairs.users + pairs.listings).map(\.n).min() ?? 0
        return try Estimate(
            testing: value, standardError: variance.squareRoot(), degreesOfFreedom: Double(max(1, least - 1)),
            level: level)
    }

    // MARK: - Weights of the cells, by the user's arm, then the listing's

    private var weights: [[Double]] {
        let (b, cells) = (leftOverShare, shares)
        switch design {
        case .interpolatedOnce: return PairSample.interpolated(b, correction: 1)
        case .interpolatedTwice: return PairSample.interpolated(b, correction: 2)
        default:
            let others = 1 - cells[1][1]
            return [[-cells[0][0] / others, -cells[0][1] / others], [-cells[1][0] / others, 1]]
        }
    }

    /// b (t - s) + (1 - b)(t - u) + k b (1 - b)(s + u - 2 c), from treated, listing-only, user-only and control cells.
    private static func interpolated(_ b: Double, correction k: Double) -> [[Double]] {
        let between = k * b * (1 - b)
        return [[-2 * between, between - b], [between - (1 - b), 1]]
    }

    /// What the lift is a share of.
    private func baseline(_ cells: MultipleRandomisation) -> (value: Double, weights: [[Double]]) {
        guard design == .twoSided else { return (cells.control, [[1, 0], [0, 0]]) }
        let own = weights
        return (
            cells.treated - effect(cells), [[-own[0][0], -own[0][1]], [-own[1][0], 0]]
        )
    }

    // MARK: - Cells

    /// The part of all pairs that each cell has.
    private var shares: [[Double]] {
        let users = pairs.users.map { Double($0.n) }
        let listings = pairs.listings.map { Double($0.n) }
        let all = (users[0] + users[1]) * (listings[0] + listings[1])
        return users.map { user in listings.map { user * $0 / all } }
    }

    private func total(_ quantity: Int, _ user: Int, _ listing: Int) -> Double {
        let arm = pairs.users[user]
        return arm.means[quantity + listing * Metric.Quantity.allCases.count] * Double(arm.n)
    }

    private func rate(_ user: Int, _ listing: Int) throws(StatisticsError) -> Double {
        if let denominator = columns.denominator {
            let below = total(denominator, user, listing)
            guard below > 0 else { throw .undefined("a cell of the two-sided design is empty") }
            return total(columns.numerator, user, listing) / below
        }
        let share = shares[user][listing]
        guard share > 0 else { throw .undefined("a cell of the two-sided design is empty") }
        return scale * total(columns.numerator, user, listing) / share
    }

    private func cells() throws(StatisticsError) -> MultipleRandomisation {
        MultipleRandomisation(
            treated: try rate(1, 1), buyerOnly: try rate(1, 0), sellerOnly: try rate(0, 1), control: try rate(0, 0))
    }

    // MARK: - Error

    /// Of a weighted sum of the cells' rates: what varies between users, and what varies between listings.
    private func variance(_ weights: [[Double]]) throws(StatisticsError) -> Double {
        var sum = 0.0
        for user in 0...1 {
            let factors = try (0...1).map { listing throws(StatisticsError) in
                try slopes(user, listing, weights[user][listing])
            }
            sum += spread(pairs.users[user], factors)
        }
        for listing in 0...1 {
            let factors = try (0...1).map { user throws(StatisticsError) in
                try slopes(user, listing, weights[user][listing])
            }
            sum += spread(pairs.listings[listing], factors)
        }
        return sum
    }

    /// What a unit's numerator and denominator in a cell add to the weighted sum.
    private func slopes(
        _ user: Int, _ listing: Int, _ weight: Double
    ) throws(StatisticsError) -> (numerator: Double, denominator: Double) {
        guard let denominator = columns.denominator else {
            return (weight * scale / shares[user][listing], 0)
        }
        let below = total(denominator, user, listing)
        return (weight / below, -weight * (try rate(user, listing)) / below)
    }

    /// Variance of a sum over an arm's units, each weighted by its two cells' slopes.
    private func spread(_ arm: CovarianceMoments, _ slopes: [(numerator: Double, denominator: Double)]) -> Double {
        let width = Metric.Quantity.allCases.count
        var terms: [(variable: Int, slope: Double)] = []
        for (cell, slope) in slopes.enumerated() {
            terms.append((columns.numerator + cell * width, slope.numerator))
            if let denominator = columns.denominator { terms.append((denominator + cell * width, slope.denominator)) }
        }
        var variance = 0.0
        for a in terms {
            for b in terms { variance += a.slope * b.slope * arm.covariance(a.variable, b.variable) }
        }
        return variance * Double(arm.n)
    }
}
