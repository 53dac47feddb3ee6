import Foundation

/// Two arms compared by a quantile, with a test and intervals that keep their level whether values are tied or not.
///
/// The score test of a common quantile: at the value that is the quantile of both arms together, how far the arms' shares of
/// values below are from the probability. Together they are weighed as the densities say, where ties leave any, so that the value
/// is the likeliest common quantile and the test holds also where densities differ; for equal arms without ties it is Mood's
/// (1954) test of the median, at the quantile. Intervals hold all shifts, or ratios, that the test does not reject (Hodges and Lehmann
/// 1963).
public struct QuantileComparison: Sendable {
    private let control: QuantileShares
    private let treatment: QuantileShares

    /// - Parameters:
    ///   - control: values by user; a user each where values are independent.
    ///   - treatment: the same.
    ///   - probability: above 0 and below 1.
    ///   - clustered: whether one user's values go together.
    /// - Throws: `tooFewUnits` where an interval of 95 % would reach past the extreme values, `outside`, `noVariance`.
    public init(
        control: [[Double]], treatment: [[Double]], probability: Double, clustered: Bool
    ) throws(StatisticsError) {
        self.control = try QuantileShares(users: control, probability: probability, clustered: clustered, arm: .control)
        self.treatment = try QuantileShares(
            users: treatment, probability: probability, clustered: clustered, arm: .treatment)
    }

    /// The least value whose share of values at or below it reaches the probability; no interpolation.
    public var controlQuantile: Double { control.quantile }
    /// The treatment's quantile, read like ``controlQuantile``.
    public var treatmentQuantile: Double { treatment.quantile }

    /// The arms' own intervals: exact ones between order statistics where values are independent.
    public func intervals(level: Double) throws(StatisticsError) -> (control: Interval, treatment: Interval) {
        (try control.interval(level: level), try treatment.interval(level: level))
    }

    /// The score of the null that treatment's quantile is control's plus `difference`: normal under it, above 0 where treatment's
    /// is greater.
    public func statistic(difference: Double) -> Double {
        statistic(scale: 1, toTreatment: { $0 + difference }, toControl: { $0 - difference })
    }

    /// The test statistic of the null that the treatment's quantile is control's times `ratio`, above 0.
    public func statistic(ratio: Double) -> Double {
        statistic(scale: ratio, toTreatment: { $0 * ratio }, toControl: { $0 / ratio })
    }

    private func statistic(
        scale: Double, toTreatment: (Double) -> Double, toControl: (Double) -> Double
    ) -> Double {
        let share = shareOfControl(scale)
        let wanted = control.probability
        func reaches(_ inControl: Double, _ inTreatment: Double) -> Bool {
            let atMost = (
                Double(QuantileShares.first(control.sorted, above: inControl)) / Double(control.count),
                Double(QuantileShares.first(treatment.sorted, above: inTreatment)) / Double(treatment.count)
            )
            return share * atMost.0 + (1 - share) * atMost.1 >= wanted * (1 - 1e-12)
        }
        let own = QuantileShares.partition(control.count - 1) {
            !reaches(control.sorted[$0], toTreatment(control.sorted[$0]))
        }
        let other = QuantileShares.partition(treatment.count - 1) {
            !reaches(toControl(treatment.sorted[$0]), treatment.sorted[$0])
        }
        let common =
            control.sorted[own] <= toControl(treatment.sorted[other])
            ? (control.sorted[own], toTreatment(control.sorted[own]))
            : (toControl(treatment.sorted[other]), treatment.sorted[other])
        let (a, b) = (control.distance(common.0), treatment.distance(common.1))
        let score = (a * a + b * b).squareRoot()
        return a < b ? -score : score
    }

    /// What control counts in the common quantile, 0...1: all of it where its ties leave its quantile no doubt, and none where
    /// treatment's do.
    private func shareOfControl(_ scale: Double) -> Double {
        switch (control.weight, treatment.weight) {
        case (let own?, let other?): return own / (own + other * scale)
        case (nil, .some): return 1
        case (.some, nil): return 0
        case (nil, nil):
            let (own, other) = (control.standardError, treatment.standardError)
            return other * other / (own * own + other * other)
        }
    }

    // MARK: - Intervals

    /// All differences within `reach` standard errors; an end that would lie past the values is infinite.
    public func differences(reach: Double, alternative: Alternative, level: Double) -> Interval {
        let estimate = treatment.quantile - control.quantile
        let spread = (
            treatment.sorted[0] - control.sorted[control.count - 1],
            treatment.sorted[treatment.count - 1] - control.sorted[0]
        )
        let scale = max(spread.0.magnitude, spread.1.magnitude, control.quantile.magnitude)
        let margin = 1 + 1e-9 * scale
        let lower = QuantileComparison.end(from: estimate, to: spread.0 - margin) { statistic(difference: $0) <= reach }
        let upper = QuantileComparison.end(from: estimate, to: spread.1 + margin) {
            statistic(difference: $0) >= -reach
        }
        // Ends are differences of two values, and the search finds them but for the rounding of sums.
        let step = scale.binade * 0x1p-44
        return Interval(
            lower: lower.map { ($0 / step).rounded() * step } ?? -.infinity,
            upper: upper.map { ($0 / step).rounded() * step } ?? .infinity, level: level
        ).open(for: alternative)
    }

    /// treatment/control - 1 with all lifts within `reach` standard errors; an end is infinite where control's quantile may be 0.
    ///
    /// - Throws: `zeroBaseline` for a control quantile of 0; `undefined` where not both quantiles are above 0.
    public func lifts(
        reach: Double, alternative: Alternative, level: Double
    ) throws(StatisticsError) -> (estimate: Double, interval: Interval) {
        guard control.quantile != 0 else { throw .zeroBaseline }
        guard control.quantile > 0, treatment.quantile > 0 else {
            throw .undefined("a ratio of quantiles that are not both above 0 has no interval")
        }
        let ratio = treatment.quantile / control.quantile
        let horizon = 40.0
        let lower = QuantileComparison.end(from: log(ratio), to: log(ratio) - horizon) {
            statistic(ratio: exp($0)) <= reach
        }
        let upper = QuantileComparison.end(from: log(ratio), to: log(ratio) + horizon) {
            statistic(ratio: exp($0)) >= -reach
        }
        // Of values that are never below 0 no ratio is.
        let least = treatment.sorted[0] >= 0 ? -1 : -Double.infinity
        // As of differences.
        func lift(_ logarithm: Double) -> Double { ((exp(logarithm) - 1) * 0x1p44).rounded() * 0x1p-44 }
        let interval = Interval(lower: lower.map(lift) ?? least, upper: upper.map(lift) ?? .infinity, level: level)
        return (ratio - 1, interval.open(for: alternative))
    }

    /// The last point from `start` to `limit` at which a condition holds that holds from the start on; nil where it holds at the
    /// limit, too.
    private static func end(from start: Double, to limit: Double, _ holds: (Double) -> Bool) -> Double? {
        if holds(limit) { return nil }
        var (inside, outside) = (start, limit)
        while true {
            let middle = inside + (outside - inside) / 2
            if middle == inside || middle == outside { return inside }
            if holds(middle) { inside = middle } else { outside = middle }
        }
    }
}
