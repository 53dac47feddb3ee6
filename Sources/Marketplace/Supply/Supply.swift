import EventSimulation
import Foundation
import Randomness
import Storage

/// Brings listings into the market, marks them down and takes them out again.
struct Supply {
    let stocking: Stocking

    /// Fills an empty market with its first listings and starts their lives and the arrivals.
    func open(_ state: inout MarketState, loaded: [LoadedListing]?) {
        let settings = state.settings.listings
        let count = loaded?.count ?? Int(settings.initial)
        for index in 0..<count {
            let own = loaded?[index]
            let listing = UInt32(state.listings.count)
            let age = own?.age.map { Int64($0 * 86_400_000) } ?? initialAge(of: listing, key: state.key, settings)
            create(own: own, at: -age, in: &state)
        }
        scheduleArrival(in: &state)
    }

    /// A listing arrives.
    func arrival(in state: inout MarketState) {
        create(own: nil, at: state.now, in: &state)
        scheduleArrival(in: &state)
    }

    /// A seller looks at an unsold listing: it is withdrawn, expires, or is marked down.
    func review(_ listing: UInt32, in state: inout MarketState) {
        guard state.listings.state[listing] == .live else { return }
        let settings = state.settings.listings
        let now = state.now
        if now >= withdrawal(of: listing, state) {
            end(listing, .withdrawn, in: &state)
        } else if now - state.listings.created[listing] >= settings.expiry {
            end(listing, .expired, in: &state)
        } else {
            let considered = (now - state.listings.created[listing]) / settings.markdownAfter
            let block = state.key.block(.markdown, listing, UInt32(truncatingIfNeeded: considered), 0)
            if block.uniform(0) < settings.markdownShare { markDown(listing, in: &state) }
            scheduleReview(of: listing, in: &state)
        }
    }

    /// Takes a listing out of the market; units that are reserved stay so until their payment or lapse.
    func end(_ listing: UInt32, _ why: ListingEnd, in state: inout MarketState) {
        let unsold = state.listings.unitsForSale[listing]
        state.listings.unitsForSale[listing] = 0
        state.listings.unitsWithdrawn[listing] += unsold
        state.listings.state[listing] = .ended
        state.catalogue.remove(listing, category: state.listings.face[listing].category)
        state.journal.write(
            JournalRecord(
                time: state.now, value: Int64(unsold), user: state.listings.seller[listing], session: 0,
                listing: listing, detail: UInt32(why.rawValue), kind: .listingEnded, arm: 0, slot: 0))
    }

    /// A unit is for sale no longer; the listing leaves the feed with its last one.
    func reserve(_ listing: UInt32, in state: inout MarketState) {
        state.listings.unitsForSale[listing] -= 1
        state.listings.unitsReserved[listing] += 1
        if state.listings.unitsForSale[listing] == 0 {
            state.catalogue.remove(listing, category: state.listings.face[listing].category)
        }
    }

    /// A reserved unit has been paid.
    func sell(_ listing: UInt32, in state: inout MarketState) {
        state.listings.unitsReserved[listing] -= 1
        state.listings.unitsSold[listing] += 1
        if state.listings.unitsForSale[listing] == 0, state.listings.unitsReserved[listing] == 0,
            state.listings.state[listing] == .live
        {
            end(listing, .sold, in: &state)
        }
    }

    /// A reserved unit is free again; it goes back on sale while its listing is in the market.
    func release(_ listing: UInt32, in state: inout MarketState) {
        state.listings.unitsReserved[listing] -= 1
        guard state.listings.state[listing] == .live else {
            state.listings.unitsWithdrawn[listing] += 1
            return
        }
        state.listings.unitsForSale[listing] += 1
        if state.listings.unitsForSale[listing] == 1 {
            state.catalogue.insert(listing, category: state.listings.face[listing].category)
        }
    }

    private func create(own: LoadedListing?, at time: Int64, in state: inout MarketState) {
        let draft = stocking.draft(own: own, listings: state.listings)
        let listing = state.listings.add(draft, created: time)
        state.drawArm(ofListing: listing)
        stocking.writeContent(of: listing, category: draft.category, into: state.listings.contentVector(listing))
        state.catalogue.insert(listing, category: draft.category)
        state.offered.add(listing, to: draft.seller)
        state.shelves.add(listing, seller: draft.seller, category: draft.category)
        state.journal.write(
            JournalRecord(
                time: state.now, value: draft.price, user: draft.seller, session: 0, listing: listing,
                detail: UInt32(draft.units), kind: .listingCreated, arm: 0, slot: UInt16(draft.category)))
        scheduleReview(of: listing, in: &state)
    }

    private func markDown(_ listing: UInt32, in state: inout MarketState) {
        let settings = state.settings.listings
        let lowered = Int64((Double(state.listings.face[listing].price) * (1 - settings.markdown)).rounded())
        let price = max(settings.priceMinimum, lowered)
        guard price < state.listings.face[listing].price else { return }
        state.listings.face[listing].price = price
        state.listings.face[listing].relativePrice = stocking.relativePrice(
            price, category: state.listings.face[listing].category)
        state.journal.write(
            JournalRecord(
                time: state.now, value: price, user: state.listings.seller[listing], session: 0, listing: listing,
                detail: 0, kind: .markdown, arm: 0, slot: 0))
    }

    /// The age of a listing that is met in a market in balance: exponential, cut off at the expiry.
    private func initialAge(of listing: UInt32, key: RandomKey, _ settings: ListingSettings) -> Int64 {
        let mean = Double(settings.withdrawalMean)
        let alive = 1 - exp(-Double(settings.expiry) / mean)
        let uniform = key.block(.listingLife, listing, 0, 0).openUniform(0)
        return Int64(-mean * log(1 - uniform * alive))
    }

    /// When the seller gives up; exponential waiting has no memory, so an old listing waits as long as a new one.
    private func withdrawal(of listing: UInt32, _ state: borrowing MarketState) -> Int64 {
        let uniform = state.key.block(.listingLife, listing, 0, 0).openUniform(1)
        let wait = Inverse.exponential(uniform) * Double(state.settings.listings.withdrawalMean)
        return max(0, state.listings.created[listing]) + Int64(wait)
    }

    private func scheduleReview(of listing: UInt32, in state: inout MarketState) {
        let settings = state.settings.listings
        let created = state.listings.created[listing]
        let considered = max(0, state.now - created) / settings.markdownAfter
        let markdown = created + (considered + 1) * settings.markdownAfter
        let next = min(markdown, withdrawal(of: listing, state), created + settings.expiry)
        state.scheduleWhileOpen(.listingReview, listing, at: max(state.now + 1, next))
    }

    private func scheduleArrival(in state: inout MarketState) {
        let perWeek = state.settings.listings.arrivalsPerDay * 7
        guard perWeek > 0 else { return }
        let block = state.key.block(.arrivalGap, UInt32(state.listings.count), 0, 0)
        let gap = Inverse.exponential(block.openUniform52(0)) / perWeek
        let traffic = state.calendar.traffic(until: state.queue.now) + gap
        state.scheduleWhileOpen(.listingArrival, 0, at: state.calendar.time(ofTraffic: traffic).milliseconds)
    }
}
