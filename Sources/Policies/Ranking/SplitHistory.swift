public import PolicyKit

/// Ranks by chances of a click from a regression each for listings of few units and of many, which share what holds for both.
///
/// A miniature of MSNet (Wu et al., "MetaSplit: Meta-Split Network for Limited-Stock Product Recommendation", 2024): what sells out
/// never gathers a history, so there what content promises is scaled and shifted by what was learned of other such listings, sold
/// ones included, while what deep stock has shown counts for as much as it was found to.
public final class SplitHistory: RankingPolicy {
    public static let name = "split-history"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a chance of a click that is learned for listings of few units and of many, each from all and their own, and content (MSNet)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter(
                "limited_units",
                "Listings that were never seen with more units than that, for sale and sold together, are limited stock.",
                unit: .count, default: 5, range: 0...1e6),
            Parameter(
                "split", "Whether limited and deep stock are learned apart; otherwise one model learns from both.",
                unit: .toggle,
                default: .toggle(true)),
        ]
    public let signals = ClickFeature.signals.union(SignalSet([.category, .stock, .purchases]))
    public var rememberedCount: Int { Column.prior + ContentPrior.width }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let promise = ClickFeature.allCases.count
        /// Features of either model.
        static let features = promise + 1
        static let isLimited = features
        static let prior = isLimited + 1
    }

    /// Deep stock is group 0, limited stock group 1.
    private var model: GroupedRegression
    private var prior: ContentPrior
    /// Units up to which stock is limited; below 0 where it is not told apart.
    private let limitedUnits: Float
    /// By listing: the most units, for sale and sold together, that it was seen with. A unit that is reserved is neither for a while.
    private var mostUnits: [Float] = []

    public init(parameters: ParameterValues, seed: UInt64) {
        model = GroupedRegression(features: Column.features, groups: 2, parameters)
        prior = ContentPrior(readsContent: true, model: parameters)
        limitedUnits = parameters.toggle("split") ? Float(parameters.number("limited_units")) : -1
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        prior.write(batch, into: &answers.remembered, logOdds: Column.promise, from: Column.prior)
        let count = batch.count
        noteUnits(batch)
        let listings = batch.listings
        for index in 0..<count {
            // As far from a typical listing as its content promises.
            answers.remembered[Column.promise * count + index] -= ContentPrior.start
            let isLimited = mostUnits[Int(listings[index])] <= limitedUnits
            answers.remembered[Column.isLimited * count + index] = isLimited ? 1 : 0
        }
        let (deep, limited) = (model.weights(of: 0), model.weights(of: 1))
        LinearScore.write(answers.remembered, features: Column.features, count: count, into: &answers.scores) {
            deep[$0]
        }
        for index in 0..<count where answers.remembered[Column.isLimited * count + index] > 0 {
            answers.scores[index] = LinearScore.of(index, limited, answers.remembered, count: count)
        }
    }

    private func noteUnits(_ batch: borrowing RankingBatch) {
        let (listings, stock, purchases) = (batch.listings, batch.signal(.stock), batch.signal(.purchases))
        for index in 0..<batch.count {
            let listing = Int(listings[index])
            if listing >= mostUnits.count { mostUnits += Array(repeating: 0, count: listing + 1 - mostUnits.count) }
            mostUnits[listing] = max(mostUnits[listing], stock[index] + purchases[index])
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
            model.learn(row, of: Int(row[Column.isLimited]), success: isClicked)
            prior.learn(row, from: Column.prior, success: isClicked)
        }
    }

    public func save() -> [UInt8] { model.save() + prior.save() + StateBytes.encode(mostUnits.map(Double.init)) }

    public func load(_ state: [UInt8]) throws {
        guard let (parts, units) = StateBytes.partsAndNumbers(state, [model.stateSize, prior.stateSize]),
            model.load(parts[0]), prior.load(parts[1])
        else { throw PolicyStateError(policy: Self.name) }
        mostUnits = units
    }
}
