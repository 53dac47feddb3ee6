public import PolicyKit
import Randomness

/// Ranks by the regression of `logistic` and what combinations of features have shown beyond it, averaged over random halves of them
/// with the more weight, the more often the combinations of a half were met.
///
/// A miniature of MATT, in which several inference paths through the model are sampled and combinations of features are trusted by
/// their frequency. A path is a half of the pairs of binned features (`FeatureCombination`). An exposure teaches the combinations of one
/// path, drawn by session and listing.
///
/// MATT: Zhang et al., "MATT-CTR: Unleashing a Model-Agnostic Test-Time Paradigm for CTR Prediction with Confidence-Guided Inference
/// Paths", 2025 (arXiv 2510.08932).
public final class ConfidentPaths: RankingPolicy {
    public static let name = "confident-paths"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a chance of a click from features and pairs of them, over sampled paths that count by how often their pairs were met (MATT)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter(
                "paths", "Random halves of the pairs that are averaged for a request; 0 for `logistic`.", unit: .count,
                default: 4, range: 0...4),
            Parameter(
                "half_confidence", "Exposures after which a pair has half of a common pair's confidence.",
                unit: .number, default: 100, range: 1...1e9),
        ]
    public let signals = ClickFeature.signals.union(SignalSet(.category))
    public var rememberedCount: Int { Column.path + 1 }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let category = FeatureCombination.category
        /// A bit for each pair that the exposure teaches.
        static let path = category + 1
    }

    /// The bits of a path: few enough for a remembered number to hold them exactly.
    private static let pathBits: UInt32 = (1 << UInt32(FeatureCombination.all.count)) - 1

    private var model: FollowTheRegularizedLeader
    private var pairs: FollowTheRegularizedLeader
    /// By place of the pair: its exposures.
    private var met: [Double]
    /// By place of the pair, from the two above: its weight, and n / (n + k) after n exposures.
    private var known: [SIMD2<Float>]
    private let paths: Int
    private let half: Double

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        pairs = FollowTheRegularizedLeader(features: FeatureCombination.places, parameters)
        met = Array(repeating: 0, count: FeatureCombination.places)
        known = Array(repeating: .zero, count: FeatureCombination.places)
        paths = Int(parameters.number("paths"))
        half = parameters.number("half_confidence")
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (features, count, random) = (ClickFeature.allCases.count, batch.count, batch.random)
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let (listings, category) = (batch.listings, batch.signal(.category))
        for index in 0..<count {
            let path = UInt32(truncatingIfNeeded: StableHash.mix(random, UInt64(listings[index]))) & Self.pathBits
            answers.remembered[Column.category * count + index] = category[index]
            answers.remembered[Column.path * count + index] = Float(path)
        }
        LinearScore.write(answers.remembered, features: features, count: count, into: &answers.scores) {
            model.weight($0)
        }
        guard paths > 0 else { return }
        addPairs(sampledPaths(random), count: count, to: &answers)
    }

    /// Adds to each score the mean of its paths' sums, with their confidence as weights.
    private func addPairs(_ sampled: [SIMD4<Float>], count: Int, to answers: inout RankingAnswers) {
        let (bins, known) = (FeatureCombination.bins(answers.remembered, count: count), known)
        let zeros = [SIMD4<Float>](repeating: .zero, count: count)
        var (sums, confidences) = (zeros, zeros)
        do {
            let (bins, known) = (bins.span, known.span)
            var sums = sums.mutableSpan
            var confidences = confidences.mutableSpan
            for (number, pair) in FeatureCombination.all.enumerated() {
                let (first, second, paths) = (pair.first * count, pair.second * count, sampled[number])
                precondition(max(first, second) + count <= bins.count)
                for index in 0..<count {
                    let place = unsafe pair.place(bins[unchecked: first + index], bins[unchecked: second + index])
                    let pairKnown = known[place]
                    unsafe sums[unchecked: index] += paths * pairKnown.x
                    unsafe confidences[unchecked: index] += paths * pairKnown.y
                }
            }
        }
        for index in 0..<count {
            let confidence = confidences[index].sum()
            if confidence > 0 { answers.scores[index] += (sums[index] * confidences[index]).sum() / confidence }
        }
    }

    /// For each pair a 1 in the places of those of the request's paths that it is on.
    private func sampledPaths(_ random: UInt64) -> [SIMD4<Float>] {
        var sampled = [SIMD4<Float>](repeating: .zero, count: FeatureCombination.all.count)
        for path in 0..<paths {
            let bits = StableHash.mix(~random, UInt64(path))
            for number in sampled.indices where bits >> UInt64(number) & 1 == 1 { sampled[number][path] = 1 }
        }
        return sampled
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count { learn(batch.remembered(index), success: batch.outcome(index).contains(.click)) }
    }

    private func learn(_ row: borrowing Span<Float>, success: Bool) {
        var logOdds = model.logOdds(row)
        model.learn(row, success: success)
        guard paths > 0 else { return }
        let path = UInt64(row[Column.path])
        let bins = FeatureCombination.bins(row)
        var places: [Int] = []
        places.reserveCapacity(FeatureCombination.all.count)
        for (number, pair) in FeatureCombination.all.enumerated() {
            let place = pair.place(bins[pair.first], bins[pair.second])
            met[place] += 1
            if path >> UInt64(number) & 1 == 1 {
                logOdds += pairs.exactWeight(place)
                places.append(place)
            } else {
                settle(place)
            }
        }
        let gradient = FollowTheRegularizedLeader.slope(logOdds, success: success)
        for place in places {
            pairs.take(gradient: gradient, at: place)
            settle(place)
        }
    }

    /// Works out what scores are made of.
    private func settle(_ place: Int) {
        known[place] = SIMD2(pairs.weight(place), Float(met[place] / (met[place] + half)))
    }

    public func save() -> [UInt8] { model.save() + pairs.save() + StateBytes.encode(met) }

    public func load(_ state: [UInt8]) throws {
        let sizes = [model.stateSize, pairs.stateSize, 8 * met.count]
        guard let parts = StateBytes.parts(state, sizes), let counts = StateBytes.decode(parts[2], count: met.count),
            model.load(parts[0]), pairs.load(parts[1])
        else { throw PolicyStateError(policy: Self.name) }
        met = counts
        for place in met.indices { settle(place) }
    }
}
