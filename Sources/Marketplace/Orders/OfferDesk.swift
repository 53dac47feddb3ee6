import Foundation
import Randomness
import Storage

/// Leads an offer from the buyer to the seller and back: accepted, countered or ignored, and taken up or not.
///
/// Nothing is reserved until the buyer checks out, so a unit may go to somebody else meanwhile. Nobody answers when the
/// market has closed.
struct OfferDesk {
    let orders: OrderDesk

    /// What a buyer who clicked and does not check out offers instead, in minor units; nil for no offer.
    ///
    /// The dearer the listing is for the buyer, the likelier an offer.
    @inline(never) func amount(
        by session: Session, for listing: UInt32, arm: UInt8, in state: borrowing MarketState
    ) -> Int64? {
        let terms = state.terms[Int(arm)]
        let block = state.key.block(.offer, session.user, listing, session.ordinal)
        let face = state.listings.face[listing]
        let priceDisutility = state.users.priceSensitivity[session.user] * face.relativePrice
        guard Response.happens(terms.offer + priceDisutility, block.uniform(0)) else { return nil }
        let share = 1 - 2 * terms.conditions.offers.discount * block.uniform(1)
        let amount = max(1, Int64((Double(face.price) * share).rounded()))
        return amount < face.price ? amount : nil
    }

    /// The buyer makes the offer; the seller hears of it.
    /// - Parameter wish: as of `Offer`.
    @inline(never) func make(
        _ encounter: Encounter, amount: Int64, for wish: UInt32, in state: inout MarketState
    ) {
        let settings = state.terms[Int(encounter.arm)].conditions.offers
        let block = state.key.block(.offer, encounter.user, encounter.listing, encounter.session)
        let offer = state.offers.add(Offer(encounter: encounter, wish: wish, amount: amount))
        write(.offer, offer, in: &state)
        state.scheduleWhileOpen(.offerAnswer, offer, at: state.now + delay(settings, block.openUniform(2)))
    }

    /// The seller accepts, counters, or lets the offer lie.
    func answer(_ offer: UInt32, in state: inout MarketState) {
        let encounter = state.offers[offer].encounter
        guard isForSale(encounter.listing, in: state) else { return }
        let settings = state.terms[Int(encounter.arm)].conditions.offers
        let block = state.key.block(.offerAnswer, encounter.user, encounter.listing, encounter.session)
        let price = state.listings.face[encounter.listing].price
        // A markdown may have overtaken the offer.
        let amount = min(state.offers[offer].amount, price)
        let mood = block.uniform(0)
        let isAccepted = mood < settings.acceptShare
        guard mood < settings.acceptShare + settings.counterShare else { return }
        let gap = Double(price - amount) * (1 - settings.counterConcession)
        state.offers[offer].amount = isAccepted ? amount : amount + Int64(gap.rounded())
        write(isAccepted ? .offerAccepted : .offerCountered, offer, in: &state)
        guard block.uniform(1) < (isAccepted ? settings.acceptedTakenShare : settings.counterTakenShare) else { return }
        state.scheduleWhileOpen(.offerReply, offer, at: state.now + delay(settings, block.openUniform(2)))
    }

    /// The buyer takes up what the seller asks for and checks out, if a unit is still there and nothing else was bought for the
    /// wish.
    func take(_ offer: UInt32, in state: inout MarketState) {
        let encounter = state.offers[offer].encounter
        guard isForSale(encounter.listing, in: state) else { return }
        let wish = state.offers[offer].wish
        if state.wishes.areActive, !state.wishes.isUnfulfilled(wish, of: encounter.user) { return }
        state.offers[offer].amount = min(state.offers[offer].amount, state.listings.face[encounter.listing].price)
        write(.offerTaken, offer, in: &state)
        orders.checkOut(encounter, at: state.offers[offer].amount, in: &state)
        guard state.wishes.areActive else { return }
        state.wishes.fulfil(wish, with: encounter.listing, of: encounter.user, &state.rememberedExposures)
    }

    private func isForSale(_ listing: UInt32, in state: borrowing MarketState) -> Bool {
        state.listings.unitsForSale[listing] > 0
    }

    private func delay(_ settings: OfferSettings, _ uniform: Double) -> Int64 {
        1 + Int64(Inverse.logNormal(uniform, median: Double(settings.answerDelay), sigma: settings.answerDelaySigma))
    }

    private func write(_ kind: JournalRecord.Kind, _ offer: UInt32, in state: inout MarketState) {
        let what = state.offers[offer]
        state.journal.write(
            JournalRecord(
                kind, what.encounter, time: state.now, value: what.amount, detail: offer,
                campaign: state.rememberedExposures.ad(of: what.encounter.row).campaign))
    }
}

extension JournalRecord {
    /// What happens to an offer or an order, under the exposure that it came from.
    /// - Parameters:
    ///   - campaign: whose ad that was.
    ///   - creditTime: as of `creditTime`; nil for the time itself.
    init(
        _ kind: Kind, _ encounter: Encounter, time: Int64, value: Int64, detail: UInt32, campaign: UInt32,
        creditTime: Int64? = nil
    ) {
        self.init(
            time: time, value: value, user: encounter.user, session: encounter.session, listing: encounter.listing,
            detail: detail, kind: kind, arm: encounter.arm, slot: encounter.slot, request: encounter.request,
            campaign: campaign, creditTime: creditTime)
    }
}
