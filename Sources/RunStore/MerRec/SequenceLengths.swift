public import Marketplace

/// Counts the events that each user leaves in a log like MerRec's, where every row says how many its sequence has.
///
/// A world runs once with this consumer and once more with the log itself: it is the same world, and no row waits.
public final class SequenceLengths: JournalConsumer, @unchecked Sendable {
    private var lengths: [UInt32]

    public init(users: Int) { lengths = [UInt32](repeating: 0, count: users) }

    public func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices where MerRecEvent(records[index].kind) != nil {
            lengths[Int(records[index].user)] += 1
        }
    }

    /// Events of a user in the whole world.
    func length(of user: UInt32) -> UInt32 { lengths[Int(user)] }
}
