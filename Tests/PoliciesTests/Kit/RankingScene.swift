import PolicyKit

/// Hand-made candidates that ranking policies score.
struct RankingScene {
    var listings: [UInt32]
    /// One vector a candidate.
    var content: [[Float]]
    var profile: [Float] = []
    /// One number a candidate for each signal that is given; the others are NaN, so that whoever reads them shows it.
    var signals: [Signal: [Float]] = [:]
    var random: UInt64 = 1
    var user = 0
    /// Category and outcome of each exposure of the session so far.
    var session: [(category: UInt8, outcome: FeedbackBatch.Outcome)] = []

    init(listings: [UInt32], content: [[Float]]? = nil, profile: [Float] = [1, 0]) {
        self.listings = listings
        self.content = content ?? listings.map { _ in profile.map { _ in 0 } }
        self.profile = profile
    }

    /// The scores, and the columns that the policy wants to remember.
    func score(_ policy: any RankingPolicy) -> (scores: [Float], remembered: [[Float]]) {
        let (count, dimensions) = (listings.count, profile.count)
        // Columns stand further apart than they are long, as the platform's do.
        let stride = count + 5
        var columns = [Float](repeating: .nan, count: stride * dimensions)
        for (index, vector) in content.enumerated() {
            for (dimension, number) in vector.enumerated() { columns[dimension * stride + index] = number }
        }
        var numbers = [Float](repeating: .nan, count: stride * Signal.allCases.count)
        for (signal, column) in signals {
            for (index, number) in column.enumerated() { numbers[signal.rawValue * stride + index] = number }
        }
        var scores = [Float](repeating: .nan, count: count)
        var remembered = [Float](repeating: .nan, count: count * policy.rememberedCount)
        let (past, outcomes) = (session.map(\.category), session.map(\.outcome.rawValue))
        listings.withUnsafeBufferPointer { ids in
            columns.withUnsafeBufferPointer { content in
                numbers.withUnsafeBufferPointer { signals in
                    profile.withUnsafeBufferPointer { profile in
                        var answers = RankingAnswers(
                            scores: scores.mutableSpan, remembered: remembered.mutableSpan)
                        policy.score(
                            RankingBatch(
                                count: count, dimensions: dimensions, random: random, user: user, stride: stride,
                                ids: ids.baseAddress!, content: content.baseAddress!, signals: signals.baseAddress!,
                                own: signals.baseAddress!, ownSignalCount: 0, profile: profile.baseAddress!,
                                categoryCount: 0, affinity: profile.baseAddress!,
                                session: SessionHistory(
                                    count: past.count, declaredCategory: nil, categories: past, outcomes: outcomes)),
                            into: &answers)
                    }
                }
            }
        }
        let rows = (0..<policy.rememberedCount).map { Array(remembered[$0 * count..<($0 + 1) * count]) }
        return (scores, rows)
    }

    /// The candidates' places, best first; a NaN last.
    func ranking(by policy: any RankingPolicy) -> [Int] {
        let scores = score(policy).scores.map { $0.isNaN ? -Float.infinity : $0 }
        return scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    }
}

/// Tells a policy what has become of exposures.
func teach(_ policy: any RankingPolicy, _ examples: [(row: [Float], outcome: FeedbackBatch.Outcome)]) {
    withFeedback(policy, examples) { policy.learn(from: $0) }
}

/// Makes a batch of the examples for the call: each of an item of its own, at the market's opening and on the policy's own page.
func withFeedback(
    _ policy: any RankingPolicy, _ examples: [(row: [Float], outcome: FeedbackBatch.Outcome)],
    _ call: (borrowing FeedbackBatch) -> Void
) {
    withTold(
        policy,
        examples.enumerated().map { Told(row: $1.row, outcome: $1.outcome, listing: UInt32($0), time: 0, exposure: 0) },
        call)
}

/// What a policy is told of an exposure or of its order.
struct Told {
    var row: [Float]
    var outcome: FeedbackBatch.Outcome
    var listing: UInt32
    /// Milliseconds.
    var time: Int64
    /// Milliseconds.
    var exposure: Int64
    var isOwn = true
}

/// Makes a batch of what is told for the call.
func withTold(_ policy: any RankingPolicy, _ told: [Told], _ call: (borrowing FeedbackBatch) -> Void) {
    guard !told.isEmpty else { return }
    let items = told.map { Item(.listing, $0.listing) }
    let (outcomes, rows) = (told.map(\.outcome.rawValue), told.flatMap(\.row))
    let (times, exposures, own) = (told.map(\.time), told.map(\.exposure), told.map { $0.isOwn ? UInt8(1) : 0 })
    items.withUnsafeBufferPointer { items in
        outcomes.withUnsafeBufferPointer { outcomes in
            rows.withUnsafeBufferPointer { rows in
                times.withUnsafeBufferPointer { times in
                    exposures.withUnsafeBufferPointer { exposures in
                        own.withUnsafeBufferPointer { own in
                            guard let item = items.baseAddress, let outcome = outcomes.baseAddress,
                                let row = rows.baseAddress, let time = times.baseAddress,
                                let exposure = exposures.baseAddress, let owned = own.baseAddress
                            else { return }
                            call(
                                FeedbackBatch(
                                    count: told.count, rememberedCount: policy.rememberedCount, shown: item,
                                    outcomes: outcome, rows: row, times: time, exposureTimes: exposure,
                                    ownership: owned))
                        }
                    }
                }
            }
        }
    }
}

extension RankingScene {
    /// Two listings that differ in every signal that models of clicks read.
    static func twoListings() -> RankingScene {
        var scene = RankingScene(listings: [1, 2], content: [[1, 0], [0, 1]], profile: [1, 2])
        scene.signals = [
            .relativePrice: [0.5, -0.5], .age: [0, 3], .impressions: [0, 80], .clicks: [0, 9], .likes: [0, 3],
            .categoryAffinity: [0.7, 0.1],
        ]
        return scene
    }
}
