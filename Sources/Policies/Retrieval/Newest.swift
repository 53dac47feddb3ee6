public import PolicyKit

/// Retrieves the newest listings of the whole market.
public final class Newest: RetrievalPolicy {
    public static let name = "newest"
    public static let summary = "The newest listings of the whole market."

    public init(parameters: ParameterValues, seed: UInt64) {}

    public func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers) {
        let units = batch.unitsForSale
        var count = 0
        var listing = batch.createdCount - 1
        while listing >= 0, count < batch.wanted {
            if units[listing] > 0 {
                answers.candidates[count] = UInt32(listing)
                count += 1
            }
            listing -= 1
        }
        answers.count = count
    }
}
