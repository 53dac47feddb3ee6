/// What a ranking policy answers for the candidates of a page.
///
/// All memory is the platform's and lent for the call only; what is not written is 0.
@frozen public struct RankingAnswers: ~Copyable, ~Escapable {
    /// One per candidate: the highest are shown first; a NaN ranks last.
    public var scores: MutableSpan<Float>
    /// `rememberedCount` columns of one number per candidate each, column after column. What is written here comes back in
    /// `FeedbackBatch` for the candidates that were shown.
    public var remembered: MutableSpan<Float>

    @inlinable @_lifetime(copy scores, copy remembered)
    public init(scores: consuming MutableSpan<Float>, remembered: consuming MutableSpan<Float>) {
        self.scores = scores
        self.remembered = remembered
    }

    /// Lends some of the remembered columns to another policy as all of its own.
    /// - Parameters:
    ///   - columns: numbers in `remembered`.
    ///   - scores: where the other policy writes its scores, one a candidate.
    package mutating func lending(
        _ columns: Range<Int>, scores: inout [Float], _ answer: (inout RankingAnswers) -> Void
    ) {
        unsafe remembered.withUnsafeMutableBufferPointer { all in
            let part = unsafe UnsafeMutableBufferPointer(rebasing: all[columns])
            var lent = unsafe RankingAnswers(scores: scores.mutableSpan, remembered: part.mutableSpan)
            answer(&lent)
        }
    }

    /// What each of its columns is.
    static let columns = [
        SlotColumn("scores", .float32, .number, "The highest are shown first; a NaN ranks last."),
        SlotColumn(
            "remembered", .float32, [.remembered, .row], .number,
            "What the policy wants back with the feedback on candidates that were shown."),
    ]
}
