/// A metric of a roll-out in stages, in which more and more units are treated: in each stage the treated are compared with
/// those who are not yet, and the stages' differences are added up.
///
/// What all units had before a stage or what every unit does in it falls out, however the treated share rises: pooling the
/// stages instead would compare one time with another (Simpson's paradox; Kohavi, Tang, Xu 2020, "Trustworthy Online Controlled
/// Experiments", chapter 3). A unit's stages belong together, so the error is one over units, by their stage of entry.
public struct StagedSample: Sendable {
    private let groups: [CovarianceMoments]
    private let slopes: (control: SumSlope, treatment: SumSlope)
    /// The measure over all stages with every unit in control, and in treatment.
    public let control: Double
    /// The measure over all stages with every unit in treatment.
    public let treatment: Double

    /// - Parameters:
    ///   - groups: one a stage of entry, those who never enter among them: over its units of every variable in control, then in
    ///     treatment, each stage's value over the number of units in that arm in the stage.
    ///   - measure: of the sums over all units.
    /// - Throws: `tooFewUnits` where a group has fewer than two units; `undefined` where there is nothing to divide by.
    public init(_ groups: [CovarianceMoments], _ measure: SumMeasure) throws(StatisticsError) {
        guard groups.count > 1, groups.allSatisfy({ $0.n > 1 }) else {
            throw .undefined("a stage of the roll-out has fewer than two units that enter in it")
        }
        self.groups = groups
        let width = groups[0].variables / 2
        func sum(_ variable: Int) -> Double { groups.reduce(0) { $0 + $1.means[variable] * Double($1.n) } }
        func part(_ first: Int) throws(StatisticsError) -> (value: Double, slope: SumSlope) {
            switch measure {
            case .total(let variable, let factor):
                return (factor * sum(first + variable), SumSlope(of: variable, factor))
            case .ratio(let numerator, let denominator):
                let below = sum(first + denominator)
                guard below > 0 else { throw .undefined("an arm of the roll-out has nothing to divide by") }
                let ratio = sum(first + numerator) / below
                return (ratio, SumSlope(of: numerator, over: denominator, sum: below, ratio: ratio))
            }
        }
        let (untreated, treated) = (try part(0), try part(width))
        (control, treatment) = (untreated.value, treated.value)
        slopes = (untreated.slope, treated.slope)
    }

    /// Treatment less control: Student's t with one degree fewer than the smallest group has units.
    /// - Throws: `noVariance` where nothing varies.
    public func difference(level: Double = 0.95) throws(StatisticsError) -> Estimate {
        try estimate(treatment - control, weights: (-1, 1), level: level)
    }

    /// The effect as a share of control's size, by the delta method.
    /// - Throws: `undefined` where control is 0; `noVariance` where nothing varies.
    public func relative(level: Double = 0.95) throws(StatisticsError) -> Estimate {
        guard control != 0 else { throw .undefined("there is nothing to relate the effect to") }
        let lift = (treatment - control) / control
        return try estimate(
            (treatment - control) / control.magnitude,
            weights: (-(1 + lift) / control.magnitude, 1 / control.magnitude), level: level)
    }

    private func estimate(
        _ value: Double, weights: (control: Double, treatment: Double), level: Double
    ) throws(StatisticsError) -> Estimate {
        let both = [slopes.control.scaled(by: weights.control), slopes.treatment.scaled(by: weights.treatment)]
        let variance = groups.reduce(0) { $0 + $1.variance(ofSums: both) }
        guard variance > 0 else { throw .noVariance }
        return try Estimate(
            testing: value, standardError: variance.squareRoot(),
            degreesOfFreedom: Double((groups.map(\.n).min() ?? 2) - 1), level: level)
    }
}
