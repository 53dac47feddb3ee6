public import Marketplace

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
