import Marketplace

/// Keeps its own books of stock and money, from the journal alone.
struct Bookkeeper {
    struct Stock {
        var offered = 0
        var forSale = 0
        var reserved = 0
        var sold = 0
        var withdrawn = 0
        var hasEnded = false
        var price: Int64 = 0
    }

    struct Order {
        let checkout: JournalRecord
        var payment: JournalRecord?
        var delivery: JournalRecord?
        var lapse: JournalRecord?
        var refund: JournalRecord?
    }

    /// One offer, and what was answered.
    struct Offer {
        let made: JournalRecord
        var answer: JournalRecord?
        var taken: JournalRecord?
    }

    private(set) var listings: [Stock] = []
    private(set) var orders: [Order] = []
    private(set) var offers: [Offer] = []
    /// What a buyer takes up is checked out at once.
    private var taken: JournalRecord?
    /// What was against the rules, a sentence each.
    private(set) var faults: [String] = []

    init(_ records: [JournalRecord], onEach: (Bookkeeper, JournalRecord) -> Void = { _, _ in }) {
        for record in records {
            onEach(self, record)
            take(record)
        }
    }

    /// Sums over orders, in minor units.
    var paid: Int64 { orders.reduce(0) { $0 + ($1.payment?.value ?? 0) } }
    var refunded: Int64 { orders.reduce(0) { $0 + ($1.refund?.value ?? 0) } }

    private mutating func take(_ record: JournalRecord) {
        switch record.kind {
        case .listingCreated:
            if Int(record.listing) != listings.count { fault("listings are not numbered in their order", record) }
            listings.append(Stock(offered: Int(record.detail), forSale: Int(record.detail), price: record.value))
        case .exposure:
            let stock = listings[Int(record.listing)]
            if (stock.forSale == 0) != (record.detail == 1) { fault("a wrong word on being sold out", record) }
            if stock.price != record.value { fault("a price that is not the listing's", record) }
        case .markdown:
            if listings[Int(record.listing)].hasEnded { fault("a markdown after the end", record) }
            listings[Int(record.listing)].price = record.value
        case .checkout, .payment, .lapse, .delivery, .refund: takeOrder(record)
        case .offer, .offerAccepted, .offerCountered, .offerTaken: takeOffer(record)
        case .listingEnded: takeEnd(record)
        default: break
        }
    }

    private mutating func takeEnd(_ record: JournalRecord) {
        let listing = Int(record.listing)
        if listings[listing].hasEnded { fault("a second end", record) }
        if Int64(listings[listing].forSale) != record.value { fault("a wrong number of unsold units", record) }
        if record.detail == UInt32(ListingEnd.sold.rawValue),
            listings[listing].sold != listings[listing].offered
        {
            fault("an end as sold with units left", record)
        }
        listings[listing].hasEnded = true
        listings[listing].withdrawn += listings[listing].forSale
        listings[listing].forSale = 0
    }

    private mutating func takeOrder(_ record: JournalRecord) {
        let (listing, order) = (Int(record.listing), Int(record.detail))
        if record.kind == .checkout {
            if order != orders.count { fault("orders are not numbered in their order", record) }
            if listings[listing].forSale == 0 { fault("a unit that was not for sale", record) }
            let agreed = taken?.value ?? listings[listing].price
            if agreed != record.value { fault("a price that is neither the listing's nor agreed", record) }
            taken = nil
            orders.append(Order(checkout: record))
            listings[listing].forSale -= 1
            listings[listing].reserved += 1
            return
        }
        let known = orders[order]
        if known.checkout.listing != record.listing || known.checkout.user != record.user
            || known.checkout.value != record.value || known.checkout.session != record.session
        {
            fault("an order that has changed", record)
        }
        if record.kind == .delivery {
            if known.payment == nil || known.delivery != nil { fault("a delivery without a payment", record) }
            orders[order].delivery = record
            return
        }
        if record.kind == .refund {
            if known.delivery == nil || known.refund != nil { fault("a refund without a delivery", record) }
            orders[order].refund = record
            return
        }
        if known.payment != nil || known.lapse != nil { fault("an order settled twice", record) }
        listings[listing].reserved -= 1
        if record.kind == .payment {
            orders[order].payment = record
            listings[listing].sold += 1
        } else {
            orders[order].lapse = record
            if listings[listing].hasEnded { listings[listing].withdrawn += 1 } else { listings[listing].forSale += 1 }
        }
    }

    private mutating func takeOffer(_ record: JournalRecord) {
        let offer = Int(record.detail)
        let price = listings[Int(record.listing)].price
        if record.kind == .offer {
            if offer != offers.count { fault("offers are not numbered in their order", record) }
            if record.value >= price { fault("an offer that is not below the price", record) }
            offers.append(Offer(made: record))
            return
        }
        let known = offers[offer]
        if known.made.listing != record.listing || known.made.user != record.user { fault("another's offer", record) }
        if record.value > price { fault("more than the price", record) }
        if listings[Int(record.listing)].forSale == 0 { fault("an answer for a unit that is gone", record) }
        if record.kind == .offerTaken {
            if known.answer == nil || known.taken != nil { fault("nothing to take up", record) }
            if let answer = known.answer, record.value > answer.value { fault("more than was agreed", record) }
            offers[offer].taken = record
            taken = record
        } else {
            if known.answer != nil { fault("a second answer", record) }
            if record.kind == .offerAccepted, record.value > known.made.value { fault("more than offered", record) }
            if record.kind == .offerCountered, record.value < min(known.made.value, price) {
                fault("a counter below the offer", record)
            }
            offers[offer].answer = record
        }
    }

    private mutating func fault(_ what: String, _ record: JournalRecord) { faults.append("\(what): \(record)") }
}
