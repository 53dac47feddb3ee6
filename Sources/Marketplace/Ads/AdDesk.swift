import Foundation
import PolicyKit
import Randomness

/// Sells the ad slots of the feed's pages, and follows what was sold to exposure, click and paid order.
///
/// An ad slot is paid for once what is paid for has happened, and never with more than the budget holds then.
struct AdDesk: ~Copyable {
    private var bidding: AdBidding
    private let settings: AdSettings
    /// One an arm; nil where no ads are sold.
    private var auctions: [Auction?]
    private let loads: [AdLoadSettings]
    /// Chance that a click leads to a paid order, by arm.
    private let orderRates: [Double]
    private let anySeatHearsAll: Bool
    /// Of the auction at hand, one a bidder.
    private let seats: Column<UInt32>
    private let listings: Column<UInt32>
    private let values: Column<Double>
    private let bids: Column<Double>
    private let qualities: Column<Double>
    /// Chance that an exposure brings what is paid for.
    private let chances: Column<Double>
    private var bidders = 0
    /// What was won in it, slot by slot.
    private var won = InlineArray<8, AdPlacement>(repeating: .none)
    private var wonListings = InlineArray<8, UInt32>(repeating: .max)
    private var revenue = AdMoney.zero

    /// - Parameter conditions: one an arm.
    init(_ bidding: consuming AdBidding, settings: AdSettings, terms: [Terms]) {
        let seatCount = bidding.seats.count
        let room = bidding.campaigns.count
        anySeatHearsAll = (0..<seatCount).contains {
            bidding.seats.hearsEveryAuction[$0] || bidding.seats.wantsSample[$0]
        }
        auctions = terms.map { room > 0 ? AdDesk.auction($0.conditions) : nil }
        self.bidding = bidding
        self.settings = settings
        loads = terms.map(\.conditions.ads)
        orderRates = terms.map(\.orderRate)
        seats = Column(repeating: 0, count: room)
        listings = Column(repeating: 0, count: room)
        values = Column(repeating: 0, count: room)
        bids = Column(repeating: 0, count: room)
        qualities = Column(repeating: 1, count: room)
        chances = Column(repeating: 1, count: room)
    }

    /// The rules of an arm's auctions; nil for none. A slot further down is seen by those who have not left.
    private static func auction(_ conditions: Conditions) -> Auction? {
        let load = conditions.ads
        guard load.slots > 0 else { return nil }
        let stay = 1 - conditions.browsing.exitHazard
        let exposures = (0..<Int(load.slots)).map { max(1e-9, pow(stay, Double(load.place(of: $0)))) }
        return Auction(AuctionRules(exposures: exposures, pricing: load.pricing, reserve: load.reserve))
    }

    // MARK: - Ticks

    /// Puts the first tick into the queue, if anybody advertises.
    func open(_ state: inout MarketState) {
        if !bidding.campaigns.isEmpty { state.schedule(.adTick, 0, at: 0) }
    }

    /// Bids are planned anew; the next tick is put into the queue.
    mutating func begin(tick: UInt32, in state: inout MarketState) {
        bidding.begin(tick: tick, isOpen: state.now < state.browsingEnd)
        state.schedule(.adTick, tick + 1, at: bidding.time(ofTick: tick + 1))
    }

    /// At the experiment's start users come into their arms.
    mutating func serve(users: [Int], equal: [Bool]) throws { try bidding.serve(users: users, equal: equal) }

    // MARK: - A page

    /// Sells the ad slots of a session's next page.
    /// - Parameters:
    ///   - affinity: the user's, a share a category.
    ///   - seen: what the session has been shown.
    /// - Returns: slots that were sold.
    @inline(__always) mutating func sell(
        for session: Session, affinity: UnsafePointer<Float>, seen: SeenSet.Members, in state: borrowing MarketState
    ) -> Int {
        auctions[Int(session.arm)] == nil ? 0 : hold(for: session, affinity, seen, in: state)
    }

    /// The ad slot of a page, from 0, that a session's how-manieth ad stands in.
    @inline(__always) func place(of ad: Int, arm: UInt8) -> Int { loads[Int(arm)].place(of: ad) }

    /// Whether a listing stands on the page as one of its first `sold` ads.
    @inline(__always) func hasSold(_ listing: UInt32, among sold: Int) -> Bool {
        for ad in 0..<sold where wonListings[ad] == listing { return true }
        return false
    }

    /// An ad comes onto its page.
    mutating func deliver(_ ad: Int) -> (listing: UInt32, placement: AdPlacement) {
        bidding.seats.tick[Int(won[ad].seat)].wins += 1
        return (wonListings[ad], won[ad])
    }

    @inline(never) private mutating func hold(
        for session: Session, _ affinity: UnsafePointer<Float>, _ seen: SeenSet.Members, in state: borrowing MarketState
    ) -> Int {
        let arm = Int(session.arm)
        gatherBids(for: session, affinity, seen, in: state)
        let tie = StableHash.mix(UInt64(session.user), UInt64(session.ordinal) << 16 | UInt64(session.requests))
        guard bidders > 0, var auction = auctions[arm] else { return 0 }
        auction.hold(bids: bids.base, qualities: qualities.base, count: bidders, draw: tie)
        let (toEnter, toStay) = (auction.scoreToEnter, auction.scoreToStay)
        for slot in 0..<auction.winners {
            let bidder = auction.winner(of: slot)
            let quality = qualities[bidder]
            let cost = auction.price(of: slot, quality: quality)
            won[slot] = AdPlacement(
                seat: seats[bidder], price: AdMoney(units: cost / chances[bidder]), value: Float(values[bidder]),
                bid: Float(bids[bidder]), leastWinningPrice: Float(toStay / quality), cost: Float(cost))
            wonListings[slot] = listings[bidder]
        }
        for bidder in 0..<bidders {
            let seat = Int(seats[bidder])
            let hasWon = hasSold(listings[bidder], among: auction.winners)
            let least = (hasWon ? toStay : toEnter) / qualities[bidder]
            bidding.note(seat, value: values[bidder], bid: bids[bidder], leastWinningPrice: least)
            guard anySeatHearsAll, !hasWon else { continue }
            bidding.tell(
                seat,
                AuctionOutcome(
                    value: values[bidder], bid: bids[bidder], leastWinningPrice: least, isWon: false, isExposed: false,
                    payment: 0, budgetLeft: bidding.budgetLeft(of: bidding.campaign(of: seat)).units))
        }
        return auction.winners
    }

    /// Asks every campaign of the page's categories that has something to show.
    private mutating func gatherBids(
        for session: Session, _ affinity: UnsafePointer<Float>, _ seen: SeenSet.Members, in state: borrowing MarketState
    ) {
        bidders = 0
        let arm = Int(session.arm)
        let load = loads[arm]
        let audience = AdAudience(
            session, affinity: affinity, categoryCount: state.catalogue.categories, terms: state.terms[arm],
            block: state.key.block(.adAudience, session.user, UInt32(session.requests), session.ordinal))
        let profile = state.users.profile.base + Int(session.user) * Content.dimensions
        for index in 0..<audience.count {
            for campaign in state.shelves.campaigns(of: audience.category(index)) {
                guard
                    let shown = state.shelves.best(
                        of: campaign, for: profile, seen: seen, limit: Int(settings.listings), listings: state.listings,
                        listed: state.catalogue.listedBits)
                else { continue }
                let click = audience.clickChance(index, match: shown.match)
                let chance = chance(of: load.payment, click: click, arm: arm)
                let own = bidding.campaigns[Int(campaign)]
                let draw = state.key.block(.adPrediction, session.user, campaign, session.ordinal).openUniform(0)
                let value =
                    click * orderRates[arm] * own.worth(ofSaleAt: state.listings.face[shown.listing].price)
                    * own.calibration * FeedCampaign.error(settings.predictionSigma, draw)
                let seat = arm * bidding.campaigns.count + Int(campaign)
                // What is left must pay for the click or the order, not for the exposure alone.
                let most = min(bidding.seats.highestBid[seat], bidding.budgetLeft(of: Int(campaign)).units * chance)
                seats[bidders] = UInt32(seat)
                listings[bidders] = shown.listing
                values[bidders] = value
                bids[bidders] = min(bidding.seats.multiplier[seat] * value, most)
                chances[bidders] = chance
                qualities[bidders] = load.ranking == .bid ? 1 / chance : 1
                bidders += 1
            }
        }
    }

    @inline(__always) private func chance(of payment: AdPayment, click: Double, arm: Int) -> Double {
        switch payment {
        case .exposure: 1
        case .click: click
        // Of next to none the price of one order would be without bounds.
        case .conversion: max(1e-9, click * orderRates[arm])
        }
    }

    // MARK: - What comes of it

    /// A user has come to an ad that can still be bought, and clicks or does not.
    @inline(never) mutating func show(
        _ placement: AdPlacement, _ listing: UInt32, to session: Session, clicked: Bool, in state: inout MarketState
    ) {
        let seat = seat(of: placement, arm: session.arm)
        bidding.seats.tick[seat].exposures += 1
        bidding.seats.tick[seat].exposedValue += Double(placement.value)
        let campaign = UInt32(bidding.campaign(of: seat))
        var record = JournalRecord(
            time: state.now, value: placement.price.millionths, user: session.user, session: session.ordinal,
            listing: listing, detail: campaign, kind: .adExposure, arm: session.arm, slot: session.slot)
        state.journal.write(record)
        let isDue =
            switch payment(of: placement) {
            case .exposure: true
            case .click: clicked
            case .conversion: false
            }
        var paid = AdMoney.zero
        if isDue {
            record.kind = .adCharge
            paid = charge(placement, seat, record, in: &state)
        }
        guard anySeatHearsAll else { return }
        // What an order will cost is not known yet: its mean counts.
        tellWinner(
            placement, seat, isExposed: true,
            payment: payment(of: placement) == .conversion ? Double(placement.cost) : paid.units)
    }

    /// An order that came from an ad is paid.
    /// - Parameter start: milliseconds; whoever took over what control's policies had learned until then hears of it, too.
    mutating func convert(_ order: UInt32, startingAt start: Int64, in state: inout MarketState) {
        let encounter = state.orders[order].encounter
        let ad = state.rememberedExposures.ad(of: encounter.row)
        guard ad.isAd else { return }
        let price = state.orders[order].price
        state.journal.write(JournalRecord(.adOrder, encounter, time: state.now, value: price, detail: order))
        let seat = seat(of: ad, arm: encounter.arm)
        let campaign = bidding.campaign(of: seat)
        var sale = BiddingTotals()
        sale.conversions = 1
        sale.conversionValue = bidding.campaigns[campaign].worth(ofSaleAt: price)
        bidding.seats.tick[seat] += sale
        if payment(of: ad) == .conversion {
            let record = JournalRecord(
                .adCharge, encounter, time: state.now, value: 0, detail: UInt32(campaign))
            sale.cost = charge(ad, seat, record, in: &state).units
        }
        guard encounter.time < start else { return }
        for arm in bidding.isHeir.indices where bidding.isHeir[arm] {
            bidding.seats.tick[arm * bidding.campaigns.count + campaign] += sale
        }
    }

    /// The rest of a page will not be seen.
    mutating func drop(from slot: Int, of page: UInt32, arm: UInt8, in state: borrowing MarketState) {
        guard anySeatHearsAll, page != Pages.none else { return }
        for slot in slot..<max(slot, state.pages.count(of: page)) where state.pages.isAd(page, slot: slot) {
            let placement = state.pages.placement(of: page, slot: slot)
            tellWinner(placement, seat(of: placement, arm: arm), isExposed: false, payment: 0)
        }
    }

    private mutating func tellWinner(_ placement: AdPlacement, _ seat: Int, isExposed: Bool, payment: Double) {
        bidding.tell(
            seat,
            AuctionOutcome(
                value: Double(placement.value), bid: Double(placement.bid),
                leastWinningPrice: Double(placement.leastWinningPrice), isWon: true, isExposed: isExposed,
                payment: payment, budgetLeft: bidding.budgetLeft(of: bidding.campaign(of: seat)).units))
    }

    /// Takes what is due, or what is left of the budget.
    /// - Parameter record: says whom it concerns; its value is to be filled in.
    private mutating func charge(
        _ placement: AdPlacement, _ seat: Int, _ record: JournalRecord, in state: inout MarketState
    ) -> AdMoney {
        let paid = bidding.pay(placement.price, seat)
        bidding.seats.tick[seat].cost += paid.units
        revenue += paid
        var record = record
        record.value = paid.millionths
        state.journal.write(record)
        return paid
    }

    /// The seat that hears of an ad: policies that took over from control's stand in for them.
    private func seat(of placement: AdPlacement, arm: UInt8) -> Int {
        let seat = Int(placement.seat)
        return bidding.isHeir[Int(arm)] ? Int(arm) * bidding.campaigns.count + bidding.campaign(of: seat) : seat
    }

    private func payment(of placement: AdPlacement) -> AdPayment { loads[bidding.arm(of: Int(placement.seat))].payment }

    /// What of budgets and payments does not add up, a sentence each.
    var violations: [String] { bidding.violations(revenue: revenue) }
}
