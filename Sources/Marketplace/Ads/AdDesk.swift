import Bidding
import Foundation
import PolicyKit
import Randomness
import Storage

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
    /// What each campaign's predictions are multiplied with.
    private let calibrations: [Double]
    /// Of the auction at hand.
    private var bidders: PageBidders
    /// What was won in it, slot by slot.
    private var won = InlineArray<8, AdPlacement>(repeating: .none)
    private var wonListings = InlineArray<8, UInt32>(repeating: .max)
    private var revenue = AdMoney.zero

    /// - Parameters:
    ///   - terms: one an arm.
    ///   - sharedListings: listings below this number may be advertised by several campaigns.
    init(
        _ bidding: consuming AdBidding, calibrations: [Double], settings: AdSettings, currency: Currency,
        terms: [Terms], sharedListings: Int
    ) {
        let room = calibrations.count
        auctions = terms.map { room > 0 ? AdDesk.auction($0.conditions, in: currency) : nil }
        self.bidding = bidding
        self.settings = settings
        self.calibrations = calibrations
        loads = terms.map(\.conditions.ads)
        orderRates = terms.map(\.orderRate)
        bidders = PageBidders(room: room, sharedListings: sharedListings)
    }

    /// The rules of an arm's auctions; nil for none. A slot further down is seen by those who have not left.
    private static func auction(_ conditions: Conditions, in currency: Currency) -> Auction? {
        let load = conditions.ads
        guard load.slots > 0 else { return nil }
        let stay = 1 - conditions.browsing.exitHazard
        let exposures = (0..<Int(load.slots)).map { max(1e-9, pow(stay, Double(load.place(of: $0)))) }
        let reserve = load.reserve * AdMoney.units(of: currency)
        return Auction(AuctionRules(exposures: exposures, pricing: load.pricing, reserve: reserve))
    }

    // MARK: - Ticks

    /// Puts the first tick into the queue, if anybody advertises, and the starts and ends of campaigns.
    func open(_ state: inout MarketState) {
        guard !calibrations.isEmpty else { return }
        state.shelves.ask(bidding.running)
        state.schedule(.adTick, 0, at: 0)
        for (number, time) in bidding.turns.enumerated() { state.schedule(.campaignTurn, UInt32(number), at: time) }
    }

    /// Campaigns start or end.
    mutating func turn(in state: inout MarketState) {
        bidding.turn(at: state.now, isOpen: state.now < state.browsingEnd)
        state.shelves.ask(bidding.running)
    }

    /// Bids are planned anew; the next tick is put into the queue.
    mutating func begin(tick: UInt32, in state: inout MarketState) {
        bidding.begin(tick: Int(tick), isOpen: state.now < state.browsingEnd)
        state.schedule(.adTick, tick + 1, at: bidding.ticks.time(ofTick: Int(tick) + 1))
    }

    /// At the experiment's start users come into their arms.
    mutating func serve(users: [Int], equal: [Bool], budgetShares: [Double]?) throws {
        if let budgetShares { bidding.split(budgets: budgetShares) }
        try bidding.serve(users: users, equal: equal)
    }

    /// From now on the campaigns that are in treatment are bid for by its policy, whoever looks.
    mutating func treat(_ isTreated: (UInt32) -> Bool) {
        let treated = calibrations.indices.filter { isTreated(UInt32($0)) }
        bidding.give(treated, policiesOf: 1)
    }

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

    /// Whether pages of an arm hold an auction.
    func sells(in arm: UInt8) -> Bool { auctions[Int(arm)] != nil }

    /// The slot of a page, from 0, that its ad of this number stands in.
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
        guard bidders.count > 0, var auction = auctions[arm] else { return 0 }
        let all = 0..<bidders.count
        auction.hold(bids: bidders.bids.rows(all), qualities: bidders.qualities.rows(all), draw: tie)
        let (toEnter, toStay) = (auction.scoreToEnter, auction.scoreToStay)
        for slot in 0..<auction.winners {
            let bidder = auction.winner(of: slot)
            let quality = bidders.qualities[bidder]
            let cost = auction.price(of: slot, quality: quality)
            won[slot] = AdPlacement(
                seat: bidders.seats[bidder],
                campaign: UInt32(bidding.seats.campaign(of: Int(bidders.seats[bidder]))),
                price: AdMoney(units: cost / bidders.chances[bidder]),
                value: Float(bidders.values[bidder]), bid: Float(bidders.bids[bidder]),
                leastWinningPrice: Float(toStay / quality), cost: Float(cost))
            wonListings[slot] = bidders.listings[bidder]
        }
        for bidder in all {
            let seat = Int(bidders.seats[bidder])
            let hasWon = hasSold(bidders.listings[bidder], among: auction.winners)
            let least = (hasWon ? toStay : toEnter) / bidders.qualities[bidder]
            let (value, bid) = (bidders.values[bidder], bidders.bids[bidder])
            bidding.note(seat, value: value, bid: bid, leastWinningPrice: least)
            if bidding.seats.anyHearsAuctions, !hasWon {
                bidding.seats.tell(seat, value: value, bid: bid, leastWinningPrice: least)
            }
        }
        return auction.winners
    }

    /// Asks every campaign of the page's categories that has something to show.
    private mutating func gatherBids(
        for session: Session, _ affinity: UnsafePointer<Float>, _ seen: SeenSet.Members, in state: borrowing MarketState
    ) {
        bidders.clear()
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
                        of: campaign, in: audience, at: index, for: profile, seen: seen, limit: Int(settings.listings),
                        listings: state.listings, listed: state.catalogue.listedBits)
                else { continue }
                let click = audience.clickChance(shown.category, match: shown.match)
                let chance = chance(of: load.payment, click: click, arm: arm)
                let draw = state.key.block(.adPrediction, session.user, campaign, session.ordinal).openUniform(0)
                let value =
                    click * orderRates[arm]
                    * bidding.seats.campaigns[Int(campaign)].worth(ofSaleAt: state.listings.face[shown.listing].price)
                    * calibrations[Int(campaign)] * CampaignDraw.error(settings.predictionSigma, draw)
                let seat = bidding.seats.seat(of: Int(campaign), in: arm)
                // What is left must pay for the click or the order, not for the exposure alone.
                let most = min(bidding.seats.highestBid[seat], bidding.seats.budgets.left(of: seat).units * chance)
                bidders.add(
                    seat: seat, listing: shown.listing, value: value,
                    bid: min(bidding.seats.multiplier[seat] * value, most),
                    quality: load.ranking == .bid ? 1 / chance : 1, chance: chance)
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
        var record = JournalRecord(
            time: state.now, value: placement.price.millionths, user: session.user, session: session.ordinal,
            listing: listing, detail: placement.campaign, kind: .adExposure, arm: session.arm, slot: session.slot,
            request: session.request, campaign: placement.campaign)
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
        guard bidding.seats.anyHearsAuctions else { return }
        // What an order will cost is not known yet: its mean counts.
        tellWinner(
            placement, seat, isExposed: true,
            payment: payment(of: placement) == .conversion ? Double(placement.cost) : paid.units)
    }

    /// An order that came from an ad is paid.
    /// - Parameter start: milliseconds; policies that continue control's hear of what came before, too.
    mutating func convert(_ order: UInt32, startingAt start: Int64, in state: inout MarketState) {
        let encounter = state.orders[order].encounter
        let ad = state.rememberedExposures.ad(of: encounter.row)
        guard ad.isAd else { return }
        let price = state.orders[order].price
        state.journal.write(
            JournalRecord(
                .adOrder, encounter, time: state.now, value: price, detail: order, campaign: ad.campaign,
                creditTime: state.orders[order].checkout))
        let seat = seat(of: ad, arm: encounter.arm)
        let campaign = Int(ad.campaign)
        var sale = BiddingTotals()
        sale.conversions = 1
        sale.conversionValue = bidding.seats.campaigns[campaign].worth(ofSaleAt: price)
        bidding.seats.tick[seat] += sale
        if payment(of: ad) == .conversion {
            let record = JournalRecord(
                .adCharge, encounter, time: state.now, value: 0, detail: ad.campaign, campaign: ad.campaign)
            sale.cost = charge(ad, seat, record, in: &state).units
        }
        guard encounter.time < start else { return }
        for arm in bidding.continuesControl.indices where bidding.continuesControl[arm] {
            bidding.seats.tick[bidding.seats.seat(of: campaign, in: arm)] += sale
        }
    }

    /// The rest of a page will not be seen.
    mutating func drop(from slot: Int, of page: UInt32, arm: UInt8, in state: borrowing MarketState) {
        guard bidding.seats.anyHearsAuctions, page != Pages.none else { return }
        for slot in slot..<max(slot, state.pages.count(of: page)) where state.pages.isAd(page, slot: slot) {
            let placement = state.pages.placement(of: page, slot: slot)
            tellWinner(placement, seat(of: placement, arm: arm), isExposed: false, payment: 0)
        }
    }

    private mutating func tellWinner(_ placement: AdPlacement, _ seat: Int, isExposed: Bool, payment: Double) {
        bidding.seats.tell(
            seat, value: Double(placement.value), bid: Double(placement.bid),
            leastWinningPrice: Double(placement.leastWinningPrice), isWon: true, isExposed: isExposed, payment: payment)
    }

    /// Takes what is due, or what is left of the budget.
    /// - Parameter record: says whom it concerns; its value is to be filled in.
    private mutating func charge(
        _ placement: AdPlacement, _ seat: Int, _ record: JournalRecord, in state: inout MarketState
    ) -> AdMoney {
        let paid = bidding.seats.pay(placement.price, seat)
        revenue += paid
        var record = record
        record.value = paid.millionths
        state.journal.write(record)
        return paid
    }

    /// The seat that hears of an ad: policies that continue control's stand in for them.
    private func seat(of placement: AdPlacement, arm: UInt8) -> Int {
        let seat = Int(placement.seat)
        return bidding.continuesControl[Int(arm)]
            ? bidding.seats.seat(of: bidding.seats.campaign(of: seat), in: Int(arm)) : seat
    }

    private func payment(of placement: AdPlacement) -> AdPayment {
        loads[bidding.seats.arm(of: Int(placement.seat))].payment
    }

    /// What of budgets and payments does not add up, a sentence each.
    var violations: [String] { bidding.seats.budgets.violations(revenue: revenue) }
}
