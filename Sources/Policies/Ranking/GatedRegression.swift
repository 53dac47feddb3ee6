import Foundation
import PolicyKit

/// Expects a click rate of a listing before the listing's own history counts.
protocol ListingExpectation {
    /// Numbers per candidate that it wants back.
    static var width: Int { get }

    /// Writes each candidate's expected click rate into column `place`, and what it wants back into the columns from `first` on.
    mutating func write(
        _ batch: borrowing RankingBatch, into columns: inout MutableSpan<Float>, rate place: Int, from first: Int)

    /// Takes in an exposure, of which it finds what it wanted back in `row` from `first` on.
    mutating func learn(_ row: borrowing Span<Float>, from first: Int, success: Bool)

    /// Works out what follows from all exposures since the last time.
    mutating func settle()

    func save() -> [UInt8]
    var stateSize: Int { get }
    mutating func load(_ state: [UInt8]) -> Bool
}

/// Learns the regression of `logistic`, in which a listing's click rate is what is believed of it (`ListingBelief`) between what is
/// expected of such listings and what it has shown.
struct GatedRegression<Expectation: ListingExpectation> {
    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static var expected: Int { ClickFeature.allCases.count }
        static var clicks: Int { expected + 1 }
        static var impressions: Int { clicks + 1 }
        static var expectation: Int { impressions + 1 }
    }

    static var rememberedCount: Int { Column.expectation + Expectation.width }

    private var model: FollowTheRegularizedLeader
    private var expectation: Expectation
    private var belief = ListingBelief()

    init(_ expectation: Expectation, _ parameters: ParameterValues) {
        model = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        self.expectation = expectation
    }

    mutating func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        expectation.write(batch, into: &answers.remembered, rate: Column.expected, from: Column.expectation)
        let count = batch.count
        let (clicks, impressions) = (batch.signal(.clicks), batch.signal(.impressions))
        for index in 0..<count {
            answers.remembered[Column.clicks * count + index] = clicks[index]
            answers.remembered[Column.impressions * count + index] = impressions[index]
            let rate = belief.rate(
                expected: answers.remembered[Column.expected * count + index], clicks: clicks[index],
                impressions: impressions[index])
            answers.remembered[ClickFeature.clickRate.rawValue * count + index] = logf(
                max(rate, 1e-6) / ClickFeature.typicalRate)
        }
        LinearScore.write(
            answers.remembered, features: ClickFeature.allCases.count, count: count, into: &answers.scores
        ) { model.weight($0) }
    }

    mutating func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
            belief.learn(
                ListingBelief.Exposure(
                    expected: Double(row[Column.expected]), clicks: Double(row[Column.clicks]),
                    impressions: Double(row[Column.impressions]), isClicked: isClicked))
            model.learn(row, success: isClicked)
            expectation.learn(row, from: Column.expectation, success: isClicked)
        }
        belief.settle()
        expectation.settle()
    }

    func save() -> [UInt8] { model.save() + expectation.save() + belief.save() }

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    mutating func load(_ state: [UInt8]) -> Bool {
        let sizes = [model.stateSize, expectation.stateSize, belief.stateSize]
        guard let parts = StateBytes.parts(state, sizes) else { return false }
        return expectation.load(parts[1]) && model.load(parts[0]) && belief.load(parts[2])
    }
}
