import Foundation
import PolicyKit

/// What a regression on clicks looks at: match, price, age and what a listing has gathered so far.
enum ClickFeature: Int, CaseIterable {
    case constant, contentMatch, categoryAffinity, relativePrice, age, clickRate, likeRate, exposure

    /// The click rate of a listing that is neither better nor worse than others.
    static let typicalRate: Float = 0.05

    /// What the platform has to fill in.
    static let signals: SignalSet = [
        .content, SignalSet([.relativePrice, .age, .impressions, .clicks, .likes, .categoryAffinity]),
    ]

    /// Writes one column a feature. - Parameter scores: scratch memory.
    static func write(
        _ batch: borrowing RankingBatch, scratch scores: inout MutableSpan<Float>,
        into columns: inout MutableSpan<Float>
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
            columns[constant.rawValue * count + index] = 1
            columns[contentMatch.rawValue * count + index] = scores[index] * 0.25
            columns[categoryAffinity.rawValue * count + index] = affinity[index]
            columns[relativePrice.rawValue * count + index] = price[index]
            columns[ClickFeature.age.rawValue * count + index] = log1pf(max(0, age[index])) * 0.3
            // Rates lean on a prior of 20 exposures at .05 and 10 clicks at .15, so that a new listing starts as a typical one.
            columns[clickRate.rawValue * count + index] = logf((clicks[index] + 1) / (impressions[index] + 20) * 20)
            columns[likeRate.rawValue * count + index] = logf((likes[index] + 1.5) / (clicks[index] + 10) / 0.15)
            columns[exposure.rawValue * count + index] = log1pf(impressions[index]) * 0.1
        }
    }
}
