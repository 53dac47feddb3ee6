/// What a request policy answers, moment by moment.
///
/// All memory is the platform's and lent for the call only. Without an answer the page stays.
@frozen public struct RequestAnswers: ~Copyable, ~Escapable {
    /// One per moment: 1 to ask for a page, 0 at first.
    public var asks: MutableSpan<UInt8>
    /// One per moment: the chance with which an explored decision was drawn; 1 at first, which means that nothing was drawn.
    public var propensities: MutableSpan<Float>
    /// Columns of one number per moment each, column after column, as many as the policy's `exploration` says. What is written
    /// here comes back in `RequestFeedback` for the moments that were explored.
    public var remembered: MutableSpan<Float>

    @inlinable @_lifetime(copy asks, copy propensities, copy remembered)
    public init(
        asks: consuming MutableSpan<UInt8>, propensities: consuming MutableSpan<Float>,
        remembered: consuming MutableSpan<Float>
    ) {
        self.asks = asks
        self.propensities = propensities
        self.remembered = remembered
    }

    /// Asks for a page at the moment, or keeps the old one.
    @inlinable public mutating func decide(_ moment: Int, asks: Bool) { self.asks[moment] = asks ? 1 : 0 }

    /// As `decide`, for a decision that was drawn at random and whose outcome is to come back.
    /// - Parameter propensity: the chance, over 0 and under 1, with which this decision was drawn.
    @inlinable public mutating func explore(_ moment: Int, asks: Bool, propensity: Float) {
        decide(moment, asks: asks)
        propensities[moment] = propensity
    }

    /// Keeps a number of the moment until its outcome is known. - Precondition: `index` is under the number of columns.
    @inlinable public mutating func remember(_ moment: Int, _ index: Int, _ value: Float) {
        remembered[index * asks.count + moment] = value
    }

    /// What each of its columns is.
    static let columns = [
        SlotColumn("asks", .uint8, .flags, "1 to ask for a page; 0, the old one stays, without an answer."),
        SlotColumn(
            "propensities", .float32, .share,
            "The chance with which an explored decision was drawn; 1 where nothing was drawn."),
        SlotColumn(
            "remembered", .float32, [.remembered, .row], .number,
            "What the policy wants back with the outcome of an explored moment."),
    ]
}
