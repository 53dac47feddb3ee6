import Foundation
public import PolicyKit
import Statistics

/// Says how large a bias may be before an experiment misleads.
public struct VerdictRule: ParameterSection, Sendable, Equatable {
    /// As a share of the true effect.
    public var margin = 0.25
    /// As a share of the metric with nobody treated, where the true effect is not clear of 0.
    public var floor = 0.01
    /// How often the replications are looked at: the chance of a wrong verdict is divided among the looks.
    public var looks = 1

    public init() {}

    /// After how many replications to look when replications are added until the verdict stands: so often that none is long in coming,
    /// and so seldom that each look has enough of the chance of error.
    /// - Parameter most: 2 or more; where the last look is.
    public static func looksUntilClear(atMost most: Int = 96) -> [Int] {
        [6, 12, 24, 48, 96].filter { $0 < most } + [most]
    }

    public static let fields: [ParameterField<Self>] = [
        field(
            "margin", \.margin, .share, 0.001...1,
            "Share of the true effect up to which a bias is none that matters: a readout tells the truth where its bias is "
                + "within it beyond chance."),
        field(
            "floor", \.floor, .share, 0.0001...1,
            "The same where the true effect is not clear of 0: a share of the metric with nobody treated."),
    ]
}

/// Whether an experiment tells the truth about a metric, as far as the replications can tell.
///
/// It does by equivalence: when the bias is within the margin beyond chance. The margin is a share of the true effect, which is an
/// estimate itself, so each replication's bias is set against each replication's margin: the contrasts bias - margin and
/// bias + margin have t intervals over replications, and what counts is on which side of 0 these are.
public struct Judgement: Sendable, Equatable, Codable {
    public var agreement: Verdict.Agreement
    /// How large a bias matters, in the metric's unit.
    public var margin: Double
    /// Whether the margin is a share of the metric, because the true effect is not clear of 0.
    public var isFloor: Bool
    /// Whether experiment and truth have different signs, both beyond chance.
    public var flipsSign: Bool
    /// How many replications would probably (with a chance of 80 %) tell, judged by the errors at hand; nil where they told, where one
    /// gives no error, and where more than `mostReplications` would be needed.
    public var replicationsNeeded: Int?

    public init(
        agreement: Verdict.Agreement, margin: Double, isFloor: Bool, flipsSign: Bool, replicationsNeeded: Int? = nil
    ) {
        self.agreement = agreement
        self.margin = margin
        self.isFloor = isFloor
        self.flipsSign = flipsSign
        self.replicationsNeeded = replicationsNeeded
    }

    /// Beyond this many nobody waits.
    public static let mostReplications = 10_000

    /// - Parameters:
    ///   - trials: those that have nothing to compare are left out; nil when none is left.
    ///   - level: of the intervals, 1 less the chance of a wrong verdict.
    package init?(_ trials: [MetricTrial], _ method: Bias.Method, rule: VerdictRule, level: Double) {
        let read = trials.compactMap { trial in
            trial.bias(method).flatMap { bias in
                trial.truth.flatMap { truth in trial.effect.map { (bias: bias, truth: truth, effect: $0) } }
            }
        }
        guard !read.isEmpty else { return nil }
        let (biases, truths) = (read.map(\.bias), read.map(\.truth))
        let truth = MetricTrials.mean(truths, level: level).effect
        let effect = MetricTrials.mean(read.map(\.effect), level: level).effect
        let base = MetricTrials.mean(trials.compactMap(\.allControl)).magnitude
        let isFloor = !truth.isClearOfZero
        self.isFloor = isFloor
        margin = isFloor ? rule.floor * base : rule.margin * truth.estimate.magnitude
        replicationsNeeded = nil
        guard biases.contains(where: { $0 != 0 }) else {
            // Whatever the signs are, only the luck of the split tells them apart.
            flipsSign = false
            agreement = .agrees
            return
        }
        flipsSign = truth.isClearOfZero && effect.isClearOfZero && (truth.estimate > 0) != (effect.estimate > 0)
        let sign = truth.estimate < 0 ? -1.0 : 1
        let margins = truths.map { isFloor ? rule.floor * base : rule.margin * sign * $0 }
        let below = Contrast(zip(biases, margins).map { $0 + $1 }, level: level)
        let above = Contrast(zip(biases, margins).map { $0 - $1 }, level: level)
        if flipsSign || above.isAboveZero || below.isBelowZero {
            agreement = .misleads
        } else if below.isAboveZero && above.isBelowZero {
            agreement = .agrees
        } else {
            agreement = .unclear
            let isWithin = below.mean > 0 && above.mean < 0
            let needed = isWithin ? [below, above] : [below.mean <= 0 ? below : above]
            let each = needed.map { $0.replicationsNeeded(level: level) }
            replicationsNeeded = each.contains(nil) ? nil : each.compactMap(\.self).max()
        }
    }

    /// A bias less one end of the margin, replication by replication.
    private struct Contrast {
        let mean: Double
        private let deviation: Double
        private let interval: Interval?

        init(_ values: [Double], level: Double) {
            let moments = Moments(of: values)
            mean = moments.mean
            deviation = moments.variance.squareRoot()
            // Replications that differ in nothing show no error, and say nothing of how large it is.
            interval =
                deviation > 0 ? (try? ReplicationInterval.mean(of: values, level: level))?.interval : nil
        }

        var isAboveZero: Bool { interval.map { $0.lower > 0 } ?? false }
        var isBelowZero: Bool { interval.map { $0.upper < 0 } ?? false }

        /// The fewest with which Student's t tells the mean from 0 with a chance of 80 %.
        func replicationsNeeded(level: Double) -> Int? {
            guard deviation > 0, mean != 0 else { return nil }
            let power = StandardNormal.quantile(upperTail: 0.2)
            return ReplicationCount.fewest { count in
                let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile(upperTail: (1 - level) / 2)
                return mean.magnitude * Double(count).squareRoot() >= (t + power) * deviation
            }
        }
    }
}

/// Finds how many replications are enough.
enum ReplicationCount {
    /// The fewest from 2 that are enough, by bisection; nil where `Judgement.mostReplications` are not.
    /// - Parameter isEnough: holds from some number on.
    static func fewest(_ isEnough: (Int) -> Bool) -> Int? {
        guard isEnough(Judgement.mostReplications) else { return nil }
        var (few, enough) = (1, Judgement.mostReplications)
        while enough - few > 1 {
            let middle = (few + enough) / 2
            if isEnough(middle) { enough = middle } else { few = middle }
        }
        return enough
    }
}
