import PolicyKit
import Randomness
import Storage

/// The rule by which an arm's app asks for pages until its request policy renews it (`RequestRule`).
struct StandingRequestRule {
    /// A number per fact.
    private var least = [Double](repeating: -.infinity, count: RequestBatch.Fact.allCases.count)
    private var most = [Double](repeating: .infinity, count: RequestBatch.Fact.allCases.count)
    private var weights = [Double](repeating: 0, count: RequestBatch.Fact.allCases.count)
    private var threshold = -Double.infinity
    private var share = 0.0
    private var exploration = 0.0
    /// The facts that are bounded or weighed: no other has to be known.
    private(set) var facts: [RequestBatch.Fact] = []
    /// Milliseconds at which the policy is asked again.
    private var standsUntil = Int64.min
    /// Moments since it was asked, and those of them at which a page was asked for.
    private var moments = 0.0
    private var asked = 0.0

    /// Whether the policy is to be asked now.
    @inline(__always) func isDue(at time: Int64) -> Bool { time >= standsUntil }

    /// Has the policy renew the rule.
    /// - Parameters:
    ///   - interval: milliseconds until it is asked again; nil for never.
    ///   - outlook: what the policy knows then, but for the moments under the rule.
    mutating func renew(
        by policy: any RequestPolicy, interval: Int64?, at time: Int64, knowing outlook: RequestOutlook
    ) {
        var outlook = outlook
        (outlook.moments, outlook.asked) = (moments, asked)
        var (least, most, weights) = (least, most, weights)
        var answers = RequestRule(
            least: least.mutableSpan, most: most.mutableSpan, weights: weights.mutableSpan, threshold: threshold,
            share: share, exploration: exploration)
        policy.renew(outlook, into: &answers)
        (threshold, share, exploration) = (answers.threshold, answers.share, answers.exploration)
        (self.least, self.most, self.weights) = (least, most, weights)
        facts = RequestBatch.Fact.allCases.filter {
            least[$0.rawValue] != -.infinity || most[$0.rawValue] != .infinity || weights[$0.rawValue] != 0
        }
        standsUntil = interval.map { time + max(1, $0) } ?? .max
        (moments, asked) = (0, 0)
    }

    /// Decides on a moment; what is not a number asks for nothing.
    /// - Parameters:
    ///   - random: bits of the moment.
    ///   - known: a place per fact, in which those of `facts` stand.
    /// - Returns: whether to ask, and whether that was drawn, with a chance of a half.
    mutating func decide(random: UInt64, _ known: borrowing Column<Float>) -> (asks: Bool, isDrawn: Bool) {
        let draw = StableHash.fraction(random, 0)
        let isDrawn = draw < exploration
        // What is left of the draw is uniform again; without exploration it is the draw.
        let asks =
            isDrawn
            ? draw < exploration / 2
            : (draw - exploration) / (1 - exploration) < share && fits(known)
        moments += 1
        if asks { asked += 1 }
        return (asks, isDrawn)
    }

    private func fits(_ known: borrowing Column<Float>) -> Bool {
        var sum = 0.0
        for fact in facts.lazy.map(\.rawValue) {
            let number = Double(known[fact])
            guard number >= least[fact], number <= most[fact] else { return false }
            sum += weights[fact] * number
        }
        return sum > threshold
    }
}
