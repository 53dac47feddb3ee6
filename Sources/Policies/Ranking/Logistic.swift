import Foundation
public import PolicyKit

/// Ranks by a chance of a click (or checkout) that a logistic regression learns while the market runs.
///
/// FTRL-proximal with per-coordinate learning rates and L1 and L2 penalties (McMahan et al., "Ad click prediction: a view from
/// the trenches", KDD 2013, algorithm 1). It learns from an exposure when its feedback is due, from the features that it
/// had when it ranked.
public final class Logistic: RankingPolicy {
    public static let name = "logistic"
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
    public let signals: SignalSet = [
        .content, SignalSet([.relativePrice, .age, .impressions, .clicks, .likes, .categoryAffinity]),
    ]
    public var rememberedCount: Int { Feature.allCases.count }

    private var model: FollowTheRegularizedLeader
    private let target: FeedbackBatch.Outcome

    /// What the regression looks at.
    enum Feature: Int, CaseIterable {
        case constant, contentMatch, categoryAffinity, relativePrice, age, clickRate, likeRate, exposure
    }

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(
            features: Feature.allCases.count, alpha: parameters.number("learning_rate"),
            beta: parameters.number("smoothing"), l1: parameters.number("l1"), l2: parameters.number("l2"))
        switch parameters.word("target") {
        case "like": target = .like
        case "cart": target = .cart
        case "checkout": target = .checkout
        default: target = .click
        }
    }

    public func score(
        _ batch: borrowing RankingBatch, into scores: inout MutableSpan<Float>, remember: inout MutableSpan<Float>
    ) {
        ProfileMatch.score(batch, into: &scores)
        let count = batch.count
        let affinity = batch.signal(.categoryAffinity)
        let price = batch.signal(.relativePrice)
        let age = batch.signal(.age)
        let impressions = batch.signal(.impressions)
        let clicks = batch.signal(.clicks)
        let likes = batch.signal(.likes)
        for index in 0..<count {
            remember[Feature.constant.rawValue * count + index] = 1
            remember[Feature.contentMatch.rawValue * count + index] = scores[index] * 0.25
            remember[Feature.categoryAffinity.rawValue * count + index] = affinity[index]
            remember[Feature.relativePrice.rawValue * count + index] = price[index]
            remember[Feature.age.rawValue * count + index] = log1pf(max(0, age[index])) * 0.3
            // Rates lean on a prior of 20 exposures at .05 and 10 clicks at .15, so that a new listing starts as a typical one.
            remember[Feature.clickRate.rawValue * count + index] = logf(
                (clicks[index] + 1) / (impressions[index] + 20) * 20)
            remember[Feature.likeRate.rawValue * count + index] = logf(
                (likes[index] + 1.5) / (clicks[index] + 10) / 0.15)
            remember[Feature.exposure.rawValue * count + index] = log1pf(impressions[index]) * 0.1
        }
        for index in 0..<count { scores[index] = 0 }
        for feature in 0..<Feature.allCases.count {
            let weight = model.weight(feature)
            for index in 0..<count { scores[index] += weight * remember[feature * count + index] }
        }
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
