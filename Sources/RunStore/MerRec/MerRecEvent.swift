public import Marketplace

/// The columns of a log in MerRec's names, in MerRec's order.
public enum MerRecColumn: String, Sendable, CaseIterable {
    case userID = "user_id"
    case sequenceID = "sequence_id"
    case sessionID = "session_id"
    case time = "stime"
    case sequenceLength = "sequence_length"
    case eventID = "event_id"
    case itemID = "item_id"
    case productID = "product_id"
    case name
    case price
    case categoryID = "c0_id"
    case categoryName = "c0_name"
    case secondCategoryID = "c1_id"
    case secondCategoryName = "c1_name"
    case thirdCategoryID = "c2_id"
    case thirdCategoryName = "c2_name"
    case brandID = "brand_id"
    case brandName = "brand_name"
    case conditionID = "item_condition_id"
    case conditionName = "item_condition_name"
    case sizeID = "size_id"
    case sizeName = "size_name"
    case shipperID = "shipper_id"
    case shipperName = "shipper_name"
    case color
}

/// The kinds of events that MerRec has (Mercari, 2023), by its names; there is none for an impression.
public enum MerRecEvent: String, Sendable, CaseIterable {
    case view = "item_view"
    case like = "item_like"
    case cart = "item_add_to_cart_tap"
    case offer = "offer_make"
    case buyStart = "buy_start"
    case buyComplete = "buy_comp"

    /// The event that a record leaves in a log like MerRec's; nil for what such a log does not see.
    public init?(_ kind: JournalRecord.Kind) {
        switch kind {
        case .click: self = .view
        case .like: self = .like
        case .cart: self = .cart
        case .offer: self = .offer
        case .checkout: self = .buyStart
        case .payment: self = .buyComplete
        default: return nil
        }
    }

    /// Minor units: what the listing costs, or what was paid.
    package func price(of record: JournalRecord) -> Int64 {
        self == .buyComplete ? record[.amount] : record[.price]
    }
}

/// Counts the events that each user leaves in a log like MerRec's, where every row says how many its sequence has.
///
/// A world runs once with this consumer and once more with the log itself: it is the same world, and no row waits.
public final class SequenceLengths: JournalConsumer, @unchecked Sendable {
    private var lengths: [UInt32]

    /// A counter for a market with so many users.
    public init(users: Int) { lengths = [UInt32](repeating: 0, count: users) }

    public func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices where MerRecEvent(records[index].kind) != nil {
            lengths[Int(records[index].user)] += 1
        }
    }

    /// Events of a user in the whole world.
    func length(of user: UInt32) -> UInt32 { lengths[Int(user)] }
}
