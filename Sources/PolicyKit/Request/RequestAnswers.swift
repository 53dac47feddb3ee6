/// What a request policy answers, moment by moment; without an answer the page stays.
///
/// All memory is the platform's and valid during the call only.
@frozen public struct RequestAnswers: ~Copyable {
    /// Moments.
    public let count: Int
    /// Numbers per moment that the policy gets back when it explores.
    public let rememberedCount: Int
    @usableFromInline let decisions: UnsafeMutablePointer<UInt8>
    @usableFromInline let propensities: UnsafeMutablePointer<Float>
    @usableFromInline let rows: UnsafeMutablePointer<Float>

    /// - Parameters:
    ///   - decisions: `count` bytes, 1 to ask for a page; 0 at first.
    ///   - propensities: `count` numbers, the chance with which an explored decision was drawn; 1 at first, which means that
    ///     nothing was drawn.
    ///   - rows: `rememberedCount` numbers per moment, row after row.
    public init(
        count: Int, rememberedCount: Int, decisions: UnsafeMutablePointer<UInt8>,
        propensities: UnsafeMutablePointer<Float>, rows: UnsafeMutablePointer<Float>
    ) {
        self.count = count
        self.rememberedCount = rememberedCount
        self.decisions = decisions
        self.propensities = propensities
        self.rows = rows
    }

    /// Asks for a page at the moment, or keeps the old one.
    @inlinable public func decide(_ moment: Int, asks: Bool) {
        precondition(moment >= 0 && moment < count, "no such moment")
        unsafe decisions[moment] = asks ? 1 : 0
    }

    /// As `decide`, for a decision that was drawn at random and whose outcome is to come back.
    /// - Parameter propensity: the chance, over 0 and under 1, with which this decision was drawn.
    @inlinable public func explore(_ moment: Int, asks: Bool, propensity: Float) {
        decide(moment, asks: asks)
        unsafe propensities[moment] = propensity
    }

    /// Keeps a number of the moment until its outcome is known. - Precondition: `index` is under `rememberedCount`.
    @inlinable public func remember(_ moment: Int, _ index: Int, _ value: Float) {
        precondition(moment >= 0 && moment < count && index >= 0 && index < rememberedCount, "no such number")
        unsafe rows[moment * rememberedCount + index] = value
    }
}
