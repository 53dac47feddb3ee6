public import Marketplace
import Randomness

/// How often a verdict of few replications would be wrong: measured by drawing few, again and again, from a run of many, whose
/// own bias and truth are taken as known.
public struct VerdictReliability: Sendable, Equatable, Encodable {
    /// Of the metric that is judged, with all replications of the run.
    public let metric: String
    public let label: String
    public let unit: Metric.Unit
    public let truth: EffectEstimate
    public let bias: Bias
    public let judgement: Judgement
    /// Whether the bias of all replications, without its error, is within the margin and has the truth's sign: what the verdicts of
    /// few are held against.
    public let isTrue: Bool
    /// What counted as a bias that matters.
    public let margin: Double
    public let floor: Double
    /// Replications of the run, that were drawn from.
    public let replications: Int
    /// How often so many were drawn.
    public let draws: Int
    public let seed: UInt64
    /// Level of the verdicts, and of the intervals.
    public let level: Double
    /// For each number of replications.
    public let rows: [Row]

    /// Verdicts of experiments that are looked at after the same numbers of replications.
    public struct Row: Sendable, Equatable, Encodable {
        /// After how many replications the verdict is asked for; the first that tells ends it.
        public let looks: [Int]
        /// Verdicts that the experiment tells the truth.
        public let agrees: ExactShare
        /// Verdicts that it misleads.
        public let misleads: ExactShare
        /// Verdicts that there are not enough replications to tell.
        public let unclear: ExactShare
        /// Verdicts that all replications contradict: `agrees` where the experiment misleads, `misleads` where it tells the truth.
        public let wrong: ExactShare
        /// Replications that a verdict took, on average.
        public let replications: Double
    }

    /// What cannot be drawn.
    public enum Fault: Error, Equatable {
        /// The metric has nothing to compare, or was not judged.
        case unjudged
        /// So many are asked for, of so many that have something to compare.
        case tooFew(Int, of: Int)
    }

    /// - Parameters:
    ///   - metric: of a run of many replications.
    ///   - sizes: numbers of replications, each 1 or more and at most those of the run.
    ///   - looks: of experiments to which replications are added until the verdict stands, whose chance of a wrong verdict is divided
    ///     among the looks; left out where the run has fewer replications.
    ///   - draws: 1 or more.
    ///   - level: of the verdicts.
    /// - Complexity: O(draws * replications drawn).
    public init(
        of metric: MetricReadout, sizes: [Int], looks: [Int], rule: VerdictRule, draws: Int, seed: UInt64,
        level: Double
    ) throws(Fault) {
        let trials = metric.trials.filter(\.isDefined)
        let method = metric.bias.method
        guard let all = Judgement(trials, method, rule: rule, level: level) else { throw .unjudged }
        let most = sizes.max() ?? 0
        guard most <= trials.count else { throw .tooFew(most, of: trials.count) }
        let pool = MetricTrials(trials: trials, level: level)
        let bias = pool.bias(method)
        let isTrue = bias.absolute.magnitude <= all.margin && !all.flipsSign
        (self.metric, label, unit, truth) = (metric.name, metric.label, metric.unit, metric.truth.difference)
        (self.bias, judgement, self.isTrue) = (bias, all, isTrue)
        (margin, floor, self.draws, self.seed, self.level) = (rule.margin, rule.floor, draws, seed, level)
        replications = trials.count
        let hasLooks = looks.last.map { $0 <= trials.count } ?? false
        rows = (sizes.map { [$0] } + (hasLooks ? [looks] : [])).map { looks in
            var counts: [Verdict.Agreement: Int] = [:]
            var taken = 0
            for draw in 0..<draws {
                var order = DrawnOrder(
                    of: trials.count, RandomKey(seed: seed).stream(.verdictDraw, UInt32(draw), UInt32(looks.count), 0))
                let verdict = VerdictReliability.verdict(
                    after: looks, level: 1 - (1 - level) / Double(looks.count)
                ) { count, level in
                    let drawn = order.first(count).map { trials[$0] }
                    return Judgement(drawn, method, rule: rule, level: level)?.agreement ?? .unclear
                }
                counts[verdict.agreement, default: 0] += 1
                taken += verdict.replications
            }
            func share(_ agreement: Verdict.Agreement) -> ExactShare {
                guard let share = ExactShare(counts[agreement] ?? 0, of: draws, level: level) else {
                    preconditionFailure("there is no share of \(draws) draws")
                }
                return share
            }
            return Row(
                looks: looks, agrees: share(.agrees), misleads: share(.misleads), unclear: share(.unclear),
                wrong: share(isTrue ? .misleads : .agrees), replications: Double(taken) / Double(draws))
        }
    }

    /// The first verdict that tells, or that of the last look.
    private static func verdict(
        after looks: [Int], level: Double, _ judge: (Int, Double) -> Verdict.Agreement
    ) -> (agreement: Verdict.Agreement, replications: Int) {
        for look in looks {
            let agreement = judge(look, level)
            if agreement != .unclear { return (agreement, look) }
        }
        return (.unclear, looks.last ?? 0)
    }
}

extension Purpose {
    /// In streams of this module only.
    fileprivate static let verdictDraw = Purpose(rawValue: 71)
}

/// Numbers from 0 up in a random order that is drawn as far as it is asked for (Fisher and Yates).
private struct DrawnOrder {
    private var numbers: [Int]
    private var drawn = 0
    private var stream: RandomStream

    init(of count: Int, _ stream: RandomStream) {
        numbers = Array(0..<count)
        self.stream = stream
    }

    /// The first so many; a later call that asks for more begins with the same.
    mutating func first(_ count: Int) -> ArraySlice<Int> {
        while drawn < count {
            numbers.swapAt(drawn, drawn + stream.index(below: numbers.count - drawn))
            drawn += 1
        }
        return numbers.prefix(count)
    }
}
