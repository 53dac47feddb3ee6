import EventSimulation
import Foundation
import PolicyKit
import Randomness
import Storage

/// Leads a session down its feed: start, request, exposure by exposure, and the way out.
struct Browsing {
    let offers: OfferDesk
    let wishes: WishDesk

    init(orders: OrderDesk) {
        offers = OfferDesk(orders: orders)
        wishes = WishDesk(orders: orders)
    }

    var desk: OrderDesk { offers.orders }

    /// Puts every user's first session into the queue.
    func open(_ state: inout MarketState) {
        for user in 0..<UInt32(state.users.count) { scheduleSession(of: user, after: .zero, in: &state) }
    }

    /// A user opens the app.
    func start(_ user: UInt32, in state: inout MarketState) {
        let ordinal = state.users.sessions[user]
        state.users.sessions[user] += 1
        let arm = state.arm(ofSession: ordinal, user: user)
        let browsing = state.terms[Int(arm)].conditions.browsing
        let block = state.key.block(.sessionStart, user, 0, ordinal)
        let now = state.now
        let intent = wishes.begin(
            ordinal, of: user, drawn: state.users.interest(of: user, at: block.uniform(0)), in: &state)
        let place = state.sessions.open(
            Session(
                user: user, ordinal: ordinal, start: now, lastRequest: now, intent: intent, arm: arm,
                declared: block.uniform(3) < browsing.declaredIntentShare ? intent : Session.undeclared,
                patience: state.users.patience[user]
                    * Float(Inverse.logNormal(block.openUniform(1), median: 1, sigma: browsing.patienceSigma)),
                pace: Float(Inverse.logNormal(block.openUniform(2), median: 1, sigma: browsing.paceSigma))))
        Content.draw(.taste, who: user, key: state.key, into: state.sessions.taste(of: place))
        state.journal.write(
            JournalRecord(
                time: now, value: 0, user: user, session: ordinal, listing: JournalRecord.none, detail: 0,
                kind: .sessionStart, arm: arm, slot: 0))
        state.schedule(.request, place, at: now)
    }

    /// The app asks for a page; what it gets is on screen after the latency.
    func request(_ place: UInt32, serving: inout Serving, in state: inout MarketState) {
        state.drawArm(ofRequestBy: place)
        guard state.now < state.browsingEnd, serving.servePage(for: place, in: &state) else {
            end(place, serving: &serving, in: &state)
            return
        }
        let session = state.sessions[place]
        let conditions = state.terms[Int(session.arm)].conditions
        let wait = conditions.feed.latency + conditions.models.addedLatency + serving.joinLine(at: state.now)
        let hazard = conditions.browsing.waitHazard * Double(wait) / 1_000 / Double(session.patience)
        let block = state.key.block(.wait, session.user, session.exposures, session.ordinal)
        if Inverse.exponential(block.openUniform(0)) < hazard {
            end(place, serving: &serving, in: &state)
        } else {
            state.schedule(.exposure, place, at: state.now + wait)
        }
    }

    /// The user sees the next slot of the page, responds, and goes on or leaves.
    func expose(_ place: UInt32, serving: inout Serving, in state: inout MarketState) {
        guard state.now < state.browsingEnd else {
            end(place, serving: &serving, in: &state)
            return
        }
        let session = state.sessions[place]
        if serving.gathers, serving.isGathered(session.page, in: state) {
            serving.scoreGathered(Int(session.servedBy), in: state)
        }
        let slot = Int(session.slot)
        let item = state.pages.items(of: session.page)[slot]
        let listing = item.number
        prefetch(slot: slot + 1, of: session.page, in: state)
        let soldOut = !state.catalogue.isListed(listing)
        let arm = state.arm(ofExposure: session, at: listing)
        let campaign = state.pages.campaign(of: session.page, slot: slot)
        write(.exposure, session, listing, campaign, arm: arm, detail: soldOut ? 1 : 0, in: &state)
        if state.pages.keepsPlacements { serving.notePlacement(of: session, listing: listing, in: &state) }
        state.listings.face[listing].impressions += 1
        var clicked = false
        if !soldOut {
            let isAd = campaign != JournalRecord.none
            let response = respond(place, listing, arm: arm, isAd: isAd, in: state)
            clicked = response.clicked
            if isAd {
                serving.ads.show(
                    state.pages.placement(of: session.page, slot: slot), listing, to: session, clicked: clicked,
                    in: &state)
            }
            let ticket = isAd || !response.clicked ? Serving.noTicket : serving.nextTicket(of: session.servedBy)
            let outcome = carryOut(response, place, listing, campaign, arm: arm, ticket: ticket, in: &state)
            state.pages.outcomes(of: session.page)[slot] = outcome.rawValue
            // The ranking policy learns from what it ranked.
            if !isAd {
                serving.note(
                    outcome, item: item, page: session.page, slot: slot, arm: session.servedBy, in: state)
            }
            serving.requests.note(outcome, in: place, of: session)
        } else {
            state.sessions[place].soldOutEncounters += 1
        }
        state.sessions[place].exposures += 1
        state.sessions[place].slot += 1
        state.sessions[place].idleRun = clicked ? 0 : session.idleRun &+ 1
        goOn(place, clicked: clicked, serving: &serving, in: &state)
    }

    /// The next exposure of a session comes after those of many others: its listing is fetched meanwhile.
    @inline(__always) private func prefetch(slot: Int, of page: UInt32, in state: borrowing MarketState) {
        guard slot < state.pages.count(of: page) else { return }
        let listing = state.pages.items(of: page)[slot].number
        state.listings.face.prefetch(Int(listing))
        state.listings.prefetchContent(listing)
    }

    @inline(__always) private func respond(
        _ place: UInt32, _ listing: UInt32, arm: UInt8, isAd: Bool, in state: borrowing MarketState
    ) -> Response {
        let session = state.sessions[place]
        let category = state.listings.face[listing].category
        let isCrowded = state.terms[Int(arm)].conditions.choice.crowdingWeight > 0
        return Response(
            terms: state.terms[Int(arm)],
            matched: category == session.intent, isAd: isAd,
            taste: Taste.match(listing, for: place, in: state),
            appeal: state.listings.face[listing].appeal,
            crowd: isCrowded ? SessionContext.crowd(category, above: session, in: state) : 0,
            quality: state.listings.face[listing].quality,
            priceDisutility: state.users.priceSensitivity[session.user] * state.listings.face[listing].relativePrice,
            block: state.key.block(.response, session.user, listing, session.ordinal),
            keyEvents: { SessionContext.keyEvents(category, in: session, of: state) })
    }

    /// Writes down what the user did and lets the platform count it.
    /// - Parameters:
    ///   - campaign: whose ad the listing is, or `JournalRecord.none`.
    ///   - ticket: as of `ConsideredListing`.
    private func carryOut(
        _ response: Response, _ place: UInt32, _ listing: UInt32, _ campaign: UInt32, arm: UInt8, ticket: Int,
        in state: inout MarketState
    ) -> FeedbackBatch.Outcome {
        guard response.clicked else { return [] }
        let session = state.sessions[place]
        var outcome: FeedbackBatch.Outcome = .click
        state.listings.face[listing].clicks += 1
        state.sessions[place].clicks &+= 1
        state.sessions[place].clicksSinceRequest &+= 1
        write(.click, session, listing, campaign, arm: arm, detail: 0, in: &state)
        if response.liked {
            outcome.insert(.like)
            state.listings.face[listing].likes += 1
            state.sessions[place].likesSinceRequest &+= 1
            write(.like, session, listing, campaign, arm: arm, detail: 0, in: &state)
        }
        if response.carted {
            outcome.insert(.cart)
            write(.cart, session, listing, campaign, arm: arm, detail: 0, in: &state)
        }
        let wish = state.wishes.areActive ? state.wishes.wish(of: session.user).began : Wishes.none
        if state.wishes.areActive {
            // Nothing is bought without a wish.
            guard wish != Wishes.none else { return outcome }
            if response.liked || response.carted {
                wishes.consider(
                    encounter(place, listing, arm: arm, in: &state), carted: response.carted, ticket: ticket, in: &state
                )
            }
        } else if response.checkedOut {
            outcome.insert(.checkout)
            let price = state.listings.face[listing].price
            desk.checkOut(encounter(place, listing, arm: arm, in: &state), at: price, in: &state)
            return outcome
        }
        if let amount = offers.amount(by: session, for: listing, arm: arm, in: state) {
            outcome.insert(.offer)
            offers.make(encounter(place, listing, arm: arm, in: &state), amount: amount, for: wish, in: &state)
        }
        return outcome
    }

    /// What an offer or order remembers of the exposure on screen. Rare, and kept out of the path of every exposure.
    @inline(never) private func encounter(
        _ place: UInt32, _ listing: UInt32, arm: UInt8, in state: inout MarketState
    ) -> Encounter {
        let session = state.sessions[place]
        let (page, slot) = (session.page, Int(session.slot))
        return Encounter(
            user: session.user, listing: listing, session: session.ordinal, slot: session.slot, arm: arm,
            servedBy: session.servedBy, misfit: state.listings.face[listing].category != session.intent,
            taste: Taste.match(listing, for: place, in: state),
            time: state.now,
            row: state.rememberedExposures.keep(
                state.pages.remembered(of: page, slot: slot), ad: state.pages.placement(of: page, slot: slot)),
            request: session.request)
    }

    /// Leaves, asks for a page, or scrolls on.
    @inline(__always) private func goOn(
        _ place: UInt32, clicked: Bool, serving: inout Serving, in state: inout MarketState
    ) {
        let session = state.sessions[place]
        serving.requests.settle(in: place, of: session, isOver: false)
        let browsing = state.terms[Int(session.arm)].conditions.browsing
        let boredomStep = state.terms[Int(session.arm)].boredomStep
        let block = state.key.block(.progress, session.user, session.exposures, session.ordinal)
        let run = min(Int64(session.idleRun), browsing.boredomRun)
        let hazard = (Float(browsing.exitHazard) + Float(run) * boredomStep) / session.patience
        if Float(block.uniform(0)) < hazard || Int64(session.exposures) >= browsing.maximumExposures {
            end(place, serving: &serving, in: &state)
            return
        }
        let drift = block.uniform(1)
        if drift < browsing.driftHazard {
            state.sessions[place].intent =
                drift < browsing.driftHazard * browsing.driftOwnShare
                ? state.users.interest(of: session.user, at: block.uniform(2))
                : UInt8(block.index(2, below: state.catalogue.categories))
        }
        let median = Double(clicked ? browsing.clickDwell : browsing.exposureDwell)
        // An exponential dwell whose median is the given one.
        let dwell =
            1 + Int64(median / 0.693_147_180_559_945 * Double(session.pace) * Inverse.exponential(block.openUniform(3)))
        if clicked { state.sessions[place].clickDwell += Float(dwell) / 1_000 }
        let pageIsOver = Int(session.slot) >= state.pages.count(of: session.page)
        if !pageIsOver, serving.requests.asks(in: place, in: &state) {
            serving.ads.drop(from: Int(session.slot), of: session.page, arm: session.arm, in: state)
            state.pages.cut(session.page, to: Int(session.slot))
            state.sessions[place].inserts = true
            state.schedule(.request, place, at: state.now + dwell)
        } else {
            state.schedule(pageIsOver ? .request : .exposure, place, at: state.now + dwell)
        }
    }

    /// The user leaves; the next session is put into the queue.
    private func end(_ place: UInt32, serving: inout Serving, in state: inout MarketState) {
        wishes.decide(place, serving: &serving, in: &state)
        let session = state.sessions[place]
        if serving.gathers, serving.isGathered(session.page, in: state) {
            serving.forgetGathered(session.page, of: session.servedBy)
        }
        serving.requests.settle(in: place, of: session, isOver: true)
        serving.ads.drop(from: Int(session.slot), of: session.page, arm: session.arm, in: state)
        if session.clicks > 0 { learn(from: session, in: &state) }
        state.allocation?.note(session)
        state.journal.write(
            JournalRecord(
                time: state.now, value: state.now - session.start, user: session.user, session: session.ordinal,
                listing: JournalRecord.none, detail: session.exposures, kind: .sessionEnd, arm: session.arm,
                slot: session.requests, request: session.request))
        state.pages.closeAll(from: session.page)
        state.sessions.close(place)
        let browsing = state.terms[Int(session.arm)].conditions.browsing
        scheduleSession(
            of: session.user, after: .milliseconds(session.start),
            stretch: 1 + browsing.disappointment * session.disappointment, in: &state)
    }

    /// The platform learns from the session's clicks, in their order: what it knows of a user is of the session's start.
    private func learn(from session: Session, in state: inout MarketState) {
        let memory = Float(state.terms[Int(session.arm)].conditions.feed.profileMemory)
        var pages: [UInt32] = []
        var page = session.page
        while page != Pages.none {
            pages.append(page)
            page = state.pages.page(before: page)
        }
        for page in pages.reversed() {
            let (items, outcomes) = (state.pages.items(of: page), state.pages.outcomes(of: page))
            for slot in 0..<state.pages.count(of: page) where outcomes[slot] != 0 {
                state.users.learnClick(
                    of: session.user, on: state.listings.contentVector(items[slot].number),
                    in: state.listings.face[items[slot].number].category, memory: memory)
            }
        }
    }

    /// Sessions follow a Poisson process in the market's own time, which runs fast in busy hours.
    /// - Parameter stretch: multiplies the time until the next one, after a session that disappointed.
    private func scheduleSession(
        of user: UInt32, after start: SimulationTime, stretch: Double = 1, in state: inout MarketState
    ) {
        let block = state.key.block(.sessionGap, user, 0, state.users.sessions[user])
        let gap = stretch * Inverse.exponential(block.openUniform52(0)) / Double(state.users.sessionsPerWeek[user])
        let next = state.calendar.time(ofTraffic: state.calendar.traffic(until: start) + gap).milliseconds
        state.scheduleWhileOpen(.sessionStart, user, at: max(next, state.now + 1))
    }

    @inline(__always) private func write(
        _ kind: JournalRecord.Kind, _ session: Session, _ listing: UInt32, _ campaign: UInt32, arm: UInt8,
        detail: UInt32, in state: inout MarketState
    ) {
        state.journal.write(
            JournalRecord(
                time: state.now, value: state.listings.face[listing].price, user: session.user,
                session: session.ordinal, listing: listing, detail: detail, kind: kind, arm: arm, slot: session.slot,
                request: session.request, campaign: campaign))
    }
}
