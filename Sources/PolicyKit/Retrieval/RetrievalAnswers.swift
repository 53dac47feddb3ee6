/// What a retrieval policy answers for a page.
///
/// All memory is the platform's and lent for the call only.
@frozen public struct RetrievalAnswers: ~Copyable, ~Escapable {
    /// Room for as many ids as are wanted; those of distinct live listings go to the front, in any order.
    public var candidates: MutableSpan<UInt32>
    /// Candidates found, at first none.
    public var count = 0

    @inlinable @_lifetime(copy candidates)
    public init(candidates: consuming MutableSpan<UInt32>) { self.candidates = candidates }

    /// What each of its columns is.
    static let columns = [
        SlotColumn("candidates", .uint32, .index, "Ids of distinct live listings, in any order."),
        .count(of: "Candidates found"),
    ]
}
