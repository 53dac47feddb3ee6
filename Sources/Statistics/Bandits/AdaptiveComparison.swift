/// Rewards of a period in which each unit came into an arm with the same chances.
public struct AllocationPeriod: Sendable, Hashable, Codable {
    /// One an arm; 1 all together. They may follow from rewards of earlier periods.
    public var chances: [Double]
    /// Rewards of the units of each arm.
    public var rewards: [Moments]

    public init(chances: [Double], rewards: [Moments]) {
        self.chances = chances
        self.rewards = rewards
    }

    /// Units of all arms.
    public var units: Int { rewards.reduce(0) { $0 + $1.n } }
}

/// The difference of two arms' mean rewards where the chances of arms followed from the rewards before.
///
/// Plain means are off then: an arm that began badly by chance gets few units more, and keeps its bad beginning; and units of different
/// times are in the arms in different proportions. Weighed by the inverse of the chance that a unit had of its arm, each period says the same of
/// both arms, whatever led to its chances.
public struct AdaptiveComparison: Sendable, Hashable {
    /// How rewards are weighed.
    public enum Weighting: String, Sendable, Hashable, Codable, CaseIterable {
        /// Not at all: the difference of means, with Welch's error.
        case plain
        /// By the inverse of the chance of the unit's arm (Horvitz and Thompson 1952).
        case ipw
        /// The same of what the mean of the arm's earlier periods does not foretell, beside what it does (Robins, Rotnitzky and Zhao 1994;
        /// for chances that learn: van der Laan 2008).
        case aipw
    }

    /// Treatment less control, with its error and an interval for one look, decided on before.
    public let estimate: Estimate
    /// Units of all arms.
    public let units: Int

    /// - Parameters:
    ///   - periods: in their order; each has as many arms.
    ///   - arm: compared with `control`; each by its number.
    /// - Throws: `tooFewValues` where an arm has fewer than two units, `noVariance` where all is equal, `outside` for a level that is
    ///   none.
    public init(
        _ periods: some Collection<AllocationPeriod>, arm: Int, control: Int = 0, weighting: Weighting,
        level: Double = 0.95
    ) throws(StatisticsError) {
        units = periods.reduce(0) { $0 + $1.units }
        let ends = [control, arm].map { arm in
            periods.reduce(into: Moments()) { $0.merge($1.rewards[arm]) }
        }
        guard let fewest = ends.map(\.n).min(), fewest > 1 else {
            throw .tooFewValues(ends.map(\.n).min() ?? 0, minimum: 2)
        }
        if weighting == .plain {
            estimate = try Welch.difference(
                control: MeanSample(ends[0]), treatment: MeanSample(ends[1]), settings: ComparisonSettings(level: level)
            )
            return
        }
        var scores = Moments()
        var known = [Moments](repeating: Moments(), count: 2)
        for period in periods {
            let means = weighting == .aipw ? known.map(\.mean) : [0, 0]
            for (place, rewards) in period.rewards.enumerated() {
                let sign = place == arm ? 1.0 : place == control ? -1 : 0
                let foretold = place == arm ? means[1] : place == control ? means[0] : 0
                let weight = sign == 0 ? 0 : sign / period.chances[place]
                let shift = means[1] - means[0] - weight * foretold
                scores.merge(
                    Moments(n: rewards.n, mean: shift + weight * rewards.mean, m2: weight * weight * rewards.m2))
            }
            known[0].merge(period.rewards[control])
            known[1].merge(period.rewards[arm])
        }
        estimate = try Estimate(
            testing: scores.mean, standardError: (scores.variance / Double(scores.n)).squareRoot(), level: level)
    }

    /// What is known after each period, with an interval that holds at all of them together: that of weighed rewards is always valid
    /// (Waudby-Smith, Wu, Ramdas, Karampatziakis and Mineiro 2022, for chances that learn), that of plain ones is the one for one look. Nil
    /// where nothing is known.
    public static func course(
        _ periods: [AllocationPeriod], arm: Int, control: Int = 0, weighting: Weighting, level: Double = 0.95
    ) -> [Estimate?] {
        periods.indices.map { last in
            guard
                let own = try? AdaptiveComparison(
                    periods[...last], arm: arm, control: control, weighting: weighting, level: level)
            else { return nil }
            if weighting == .plain { return own.estimate }
            return try? ConfidenceSequence(
                of: own.estimate, units: own.units, settings: ComparisonSettings(level: level)
            ).estimate
        }
    }
}
