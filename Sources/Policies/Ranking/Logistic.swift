public import PolicyKit

/// Ranks by a chance of a click (or checkout) that a logistic regression learns while the market runs.
///
/// FTRL-proximal with per-coordinate learning rates and L1 and L2 penalties (McMahan et al., "Ad click prediction: a view from
/// the trenches", KDD 2013, algorithm 1). It learns from an exposure when its feedback is due, from the features that it
/// had when it ranked.
public final class Logistic: RankingPolicy {
    public static let name = "logistic"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "By a chance of success that an online logistic regression (FTRL-proximal) learns."
    public static let parameters = [
        Parameter("learning_rate", "Step size alpha of FTRL-proximal.", unit: .number, default: 0.1, range: 1e-6...100),
        Parameter(
            "smoothing", "beta of FTRL-proximal, which slows the first steps.", unit: .number, default: 1,
            range: 0...1e6),
        Parameter(
            "l1", "Penalty on absolute weights; large values keep weights at 0.", unit: .number, default: 0,
            range: 0...1e6),
        Parameter("l2", "Penalty on squared weights.", unit: .number, default: 1, range: 0...1e6),
        Parameter(
            "target", "What counts as a success.", unit: .word, default: .word("click"),
            choices: ["click", "like", "cart", "checkout"]),
    ]
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { ClickFeature.allCases.count }

    private var model: FollowTheRegularizedLeader
    private let target: FeedbackBatch.Outcome

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(
            features: ClickFeature.allCases.count, alpha: parameters.number("learning_rate"),
            beta: parameters.number("smoothing"), l1: parameters.number("l1"), l2: parameters.number("l2"))
        switch parameters.word("target") {
        case "like": target = .like
        case "cart": target = .cart
        case "checkout": target = .checkout
        default: target = .click
        }
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        LinearScore.write(
            answers.remembered, features: ClickFeature.allCases.count, count: batch.count, into: &answers.scores
        ) { model.weight($0) }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            model.learn(batch.remembered(index), success: !batch.outcome(index).isDisjoint(with: target))
        }
    }

    public func save() -> [UInt8] { model.save() }

    public func load(_ state: [UInt8]) throws {
        guard model.load(state) else { throw PolicyStateError(policy: Logistic.name) }
    }
}
