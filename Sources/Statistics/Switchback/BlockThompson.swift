/// A switchback of which exactly so many blocks were treated, read by Horvitz and Thompson for a treatment that acts on up to m
/// later blocks (the estimator of Bojinov, Simchi-Levi, Zhao 2023, arXiv 2009.00148, with the probabilities of a draw without
/// replacement).
///
/// A block counts where it and the m before it are in one arm. Outcomes are centred at their mean over blocks, whose level
/// would otherwise make the estimate noisy. The test is by redrawing: under an effect that grows evenly with the share of
/// treated blocks among a block and the m before it, every assignment's outcomes are known, and so is how far its estimate would
/// be from the effect. The interval holds the effects that the test does not reject.
public struct BlockThompson: Sendable {
    /// Mean a block with the block and all that act on it in control, and in treatment.
    public let control: Double
    /// Mean a block with the block and all that act on it in treatment.
    public let treatment: Double
    /// Estimate less effect under each assignment is a + b times the effect; the one that was drawn stands first.
    private let lines: [(a: Double, b: Double)]

    /// - Parameters:
    ///   - outcomes: one a block, in their order.
    ///   - assignments: which blocks are treated: the one that was drawn, then others of as many treated blocks, drawn alike.
    ///   - carryover: blocks after it on which a block's treatment still acts.
    /// - Throws: `unequalLengths`; `undefined` where an arm has fewer blocks than act on one, or none that counts.
    public init(outcomes: [Double], assignments: [[Bool]], carryover: Int) throws(StatisticsError) {
        guard let treated = assignments.first, assignments.allSatisfy({ $0.count == outcomes.count }) else {
            throw .unequalLengths("outcomes", "treatments")
        }
        let window = carryover + 1
        let counts = [treated.count { !$0 }, treated.count { $0 }]
        guard carryover >= 0, counts.min() ?? 0 >= window, outcomes.count > carryover else {
            throw .undefined("an arm of the switchback has fewer blocks than act on one another")
        }
        let chances = counts.map { count in
            (0..<window).reduce(1) { $0 * Double(count - $1) / Double(outcomes.count - $1) }
        }
        func weights(_ treated: [Bool]) -> [Double] {
            outcomes.indices.map { block in
                guard block >= carryover else { return 0 }
                let acting = treated[(block - carryover)...block].count { $0 }
                let share = 1 / Double(outcomes.count - carryover)
                return acting == window ? share / chances[1] : acting == 0 ? -share / chances[0] : 0
            }
        }
        let own = weights(treated)
        guard own.contains(where: { $0 > 0 }), own.contains(where: { $0 < 0 }) else {
            throw .undefined("no block of an arm stands behind as many of the same arm as act on it")
        }
        let centred = BlockThompson.centred(outcomes)
        let mean = outcomes.reduce(0, +) / Double(outcomes.count)
        treatment = mean + zip(own, centred).reduce(0) { $0 + max(0, $1.0) * $1.1 }
        control = mean - zip(own, centred).reduce(0) { $0 + min(0, $1.0) * $1.1 }
        let drawn = BlockThompson.centred(BlockThompson.acting(treated, carryover))
        lines = assignments.map { other in
            let weights = weights(other)
            let own = BlockThompson.centred(BlockThompson.acting(other, carryover))
            return (
                a: BlockThompson.product(weights, centred),
                b: BlockThompson.product(weights, own) - BlockThompson.product(weights, drawn) - 1
            )
        }
    }

    /// Treatment less control, with its interval and the p-value of no effect in any block; the error is the standard deviation
    /// of the estimate over assignments. The interval has no end where blocks are too few to reject any effect on a side.
    /// - Throws: `noVariance` where no assignment says anything else.
    public func estimate(level: Double = 0.95) throws(StatisticsError) -> Estimate {
        try Interval.check(level: level)
        let effect = treatment - control
        let spread = Moments(of: lines.map { $0.a + effect * $0.b }).standardDeviation
        guard spread > 0 else { throw .noVariance }
        return Estimate(
            estimate: effect, standardError: spread, degreesOfFreedom: .infinity, statistic: effect / spread,
            pValue: pValue(of: 0),
            interval: Interval(
                lower: end(from: effect, by: -spread, level: level),
                upper: end(from: effect, by: spread, level: level), level: level))
    }

    /// The p-value of an effect: the share of assignments whose estimate would be at least as far from it.
    func pValue(of effect: Double) -> Double {
        let own = (lines[0].a + effect * lines[0].b).magnitude
        let limit = own - 1e-12 * max(own, lines[0].a.magnitude)
        return Double(lines.count { ($0.a + effect * $0.b).magnitude >= limit }) / Double(lines.count)
    }

    /// The last effect in a direction that is not rejected; infinite where none is.
    private func end(from effect: Double, by step: Double, level: Double) -> Double {
        var (inside, outside) = (effect, effect + step)
        var doublings = 0
        while pValue(of: outside) > 1 - level {
            guard doublings < 20 else { return step < 0 ? -.infinity : .infinity }
            doublings += 1
            inside = outside
            outside = effect + (outside - effect) * 2
        }
        for _ in 0..<50 {
            let middle = (inside + outside) / 2
            if pValue(of: middle) > 1 - level { inside = middle } else { outside = middle }
        }
        return inside
    }

    /// The treated share of each block and those that act on it.
    private static func acting(_ treated: [Bool], _ carryover: Int) -> [Double] {
        treated.indices.map { block in
            let window = treated[max(0, block - carryover)...block]
            return Double(window.count { $0 }) / Double(window.count)
        }
    }

    private static func centred(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
    }

    private static func product(_ weights: [Double], _ values: [Double]) -> Double {
        zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
