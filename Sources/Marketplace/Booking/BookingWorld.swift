import EventSimulation
import Randomness

/// A booking market from its opening to its end.
///
/// Everybody is in an arm from the opening on, and bookings are counted once the market has settled: the theory speaks
/// of the steady state of the experiment, not of the time after a change.
public struct BookingWorld: ~Copyable {
    private let setup: BookingSetup
    private let key: RandomKey
    private let settled: SimulationTime
    private let end: SimulationTime
    private var choices: BookingChoices
    private let customerTypes: RunningShares
    private let listingTypes: RunningShares
    private var queue = EventQueue<BookingEvent>()
    private var listings: AvailableListings
    /// Listings made of each type, for the split.
    private var madeOfType: [Int]
    private var customers: UInt32 = 0
    /// What is drawn of the customer who comes next: type, time, choice.
    private var draws: Block
    private var arrivals: UInt32 = 0
    /// Exact times of the last arrivals in milliseconds; an event stands at the whole one before.
    private var lastCustomer = 0.0
    private var lastArrival = 0.0
    private var blocked = 0
    private var left = 0
    private var counter: BookingCounter
    /// What happened, folded into 128 bits.
    public private(set) var digest = JournalDigest()
    /// Events taken so far.
    public private(set) var events = 0

    /// Opens the market: the first listings stand, the first arrivals wait.
    public init(_ setup: BookingSetup) {
        let market = setup.market
        self.setup = setup
        key = RandomKey(seed: setup.seed)
        settled = .milliseconds(market.settings.settling)
        end = settled + setup.length
        let size = Double(market.settings.size)
        choices = BookingChoices(market)
        counter = BookingCounter(setup, from: settled)
        draws = key.block(.bookingCustomer, 0, 0, 0)
        customerTypes = RunningShares(market.customerTypes.map { size * $0.arrivalsPerDay })
        listingTypes = RunningShares(market.listingTypes.map { size * $0.arrivalsPerDay })
        listings = AvailableListings(cells: 2 * market.listingTypes.count)
        madeOfType = Array(repeating: 0, count: market.listingTypes.count)
        for (type, settings) in market.listingTypes.enumerated() {
            for _ in 0..<Int((size * settings.share).rounded()) { makeListing(of: type) }
        }
        scheduleCustomer()
        if !market.returnsListings { scheduleArrival() }
    }

    /// Runs to the end.
    /// - Parameter goesOn: asked every few thousand events with their number so far; no stops the world.
    /// - Returns: whether the end was reached.
    public mutating func run(goesOn: (Int) -> Bool = { _ in true }) -> Bool {
        while let event = queue.next(through: end) {
            take(event)
            events += 1
            if events & 4_095 == 0, !goesOn(events) { return false }
        }
        return true
    }

    /// What was counted so far.
    public var tally: BookingTally { counter.tally }

    /// What of the listings does not add up, a sentence each.
    public var violations: [String] {
        let accounted = listings.count + blocked + left
        guard listings.made != accounted else { return [] }
        return ["\(listings.made) listings were made, but \(accounted) are available, blocked or gone"]
    }

    private mutating func take(_ event: BookingEvent) {
        switch event.kind {
        case .customer: customerArrives()
        case .arrival: listingArrives()
        case .release:
            blocked -= 1
            listings.add(event.listing)
            counter.listingReturned(at: queue.now)
        case .withdrawal:
            // It may have been booked before.
            guard listings.isAvailable(event.listing) else { return }
            listings.remove(event.listing)
            left += 1
            counter.listingWithdrawn(at: queue.now)
        }
    }

    // MARK: - Customers

    private mutating func customerArrives() {
        let customer = customers
        let type = customerTypes.index(at: draws.uniform(0))
        let choice = draws.uniform53(1)
        customers += 1
        draws = key.block(.bookingCustomer, customers, 0, 0)
        scheduleCustomer()
        let arm = Int(setup.customerArm(customer))
        let found = listings.count
        counter.customerCame(
            customer, arm, at: queue.now, available: found,
            restless: setup.market.returnsListings ? blocked : found)
        let key = key
        let chosen = choices.choose(
            2 * type + arm, choice, among: listings.counts,
            stream: key.stream(.bookingConsideration, customer, 0, 0))
        guard let chosen else { return }
        let listing = listings.take(from: chosen.cell, at: chosen.fraction)
        counter.customerBooked(listing, inArm: chosen.cell & 1, by: customer, arm, at: queue.now, available: found)
        book(listing, type: chosen.cell / 2, by: customer, arm)
    }

    private mutating func book(_ listing: UInt32, type: Int, by customer: UInt32, _ arm: Int) {
        digest.take(
            JournalRecord(
                time: queue.now.milliseconds, value: 0, user: customer, session: 0, listing: listing, detail: 0,
                kind: .checkout, arm: UInt8(arm), slot: 0))
        guard setup.market.returnsListings else {
            left += 1
            return
        }
        blocked += 1
        let wait = Inverse.exponential(key.block(.bookingLength, customer, 0, 0).openUniform52(0))
        schedule(.release, listing, after: wait * Double(setup.market.listingTypes[type].blockedMean))
    }

    private mutating func scheduleCustomer() {
        guard customerTypes.total > 0 else { return }
        let gap = Inverse.exponential(draws.openUniform(1))
        lastCustomer += gap * 86_400_000 / customerTypes.total
        schedule(.customer, 0, at: lastCustomer)
    }

    // MARK: - Listings

    /// Makes a listing of the type, in the arm that keeps the type's treated share as near to the planned one as whole
    /// numbers can: listings of a type are exchangeable, so which of them are treated does not matter.
    @discardableResult private mutating func makeListing(of type: Int) -> UInt32 {
        let before = madeOfType[type]
        madeOfType[type] += 1
        let arm = BookingSplit.isTreated(setup.treatedListings, before: before) ? 1 : 0
        counter.listingMade(type: type, before: before, arm)
        let listing = listings.make(in: 2 * type + arm)
        let rate = setup.market.listingTypes[type].withdrawalsPerDay
        if !setup.market.returnsListings, rate > 0 {
            let life = Inverse.exponential(key.block(.bookingWithdrawal, listing, 0, 0).openUniform52(0))
            schedule(.withdrawal, listing, after: life * 86_400_000 / rate)
        }
        return listing
    }

    private mutating func listingArrives() {
        let type = listingTypes.index(at: key.block(.bookingListing, arrivals, 0, 0).uniform(0))
        arrivals += 1
        scheduleArrival()
        makeListing(of: type)
    }

    private mutating func scheduleArrival() {
        guard listingTypes.total > 0 else { return }
        let gap = Inverse.exponential(key.block(.bookingListingGap, arrivals, 0, 0).openUniform52(0))
        lastArrival += gap * 86_400_000 / listingTypes.total
        schedule(.arrival, 0, at: lastArrival)
    }

    // MARK: - Events

    private mutating func schedule(_ kind: BookingEvent.Kind, _ listing: UInt32, after span: Double) {
        schedule(kind, listing, at: Double(queue.now.milliseconds) + span)
    }

    /// What lies behind the end never happens.
    private mutating func schedule(_ kind: BookingEvent.Kind, _ listing: UInt32, at time: Double) {
        guard time <= Double(end.milliseconds) else { return }
        let tie = StableHash.mix(setup.seed, UInt64(kind.rawValue) << 32 | UInt64(listing))
        queue.schedule(BookingEvent(kind: kind, listing: listing), at: .milliseconds(Int64(time)), tie: tie)
    }
}

/// What waits in the queue of a booking market.
struct BookingEvent: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case customer, arrival, release, withdrawal }

    let kind: Kind
    let listing: UInt32
}

/// Picks one of a few kinds by their shares of a total.
struct RunningShares: Sendable {
    let total: Double
    private let ends: [Double]

    init(_ amounts: [Double]) {
        let total = amounts.reduce(0, +)
        self.total = total
        var sum = 0.0
        ends = amounts.map { amount in
            sum += amount
            return sum / total
        }
    }

    /// The kind at `u` (0 ..< 1).
    func index(at u: Double) -> Int { ends.firstIndex { u < $0 } ?? ends.count - 1 }
}
