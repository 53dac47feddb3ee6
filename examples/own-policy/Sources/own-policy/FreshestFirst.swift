import MarketLab

/// Ranks the newest listings first; a listing that matches what the user clicked lately may be some days older.
final class FreshestFirst: RankingPolicy {
    static let name = "freshest-first"
    static let summary = "The newest first; content that matches the user's profile makes up for days of age."
    static let parameters = [
        Parameter(
            "match_days", "Days of age that one unit of content match makes up for.", unit: .number, default: 2,
            range: 0...1_000)
    ]

    /// What the platform has to fill in for us: ages, content vectors and the user's profile.
    let signals: SignalSet = [.content, SignalSet(.age)]

    private let matchDays: Float

    init(parameters: ParameterValues, seed: UInt64) {
        matchDays = Float(parameters.number("match_days"))
    }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let age = batch.signal(.age)
        for candidate in 0..<batch.count { answers.scores[candidate] = -age[candidate] }
        let profile = batch.profile
        for dimension in 0..<batch.dimensions {
            let weight = matchDays * profile[dimension]
            let content = batch.content(dimension)
            for candidate in 0..<batch.count { answers.scores[candidate] += weight * content[candidate] }
        }
    }
}
