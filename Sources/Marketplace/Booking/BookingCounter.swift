import EventSimulation

/// Counts what happens in a booking market once it has settled, in blocks of time.
struct BookingCounter {
    private(set) var tally: BookingTally
    private let from: SimulationTime
    private let length: Int64
    private let nulls: [BookingSplit]
    /// The arm of each listing, by null split.
    private var nullArms: [[UInt8]]
    /// What the first counted customer found, which is taken off what all find.
    private var usual: Int?

    /// - Parameter from: when the market has settled.
    init(_ setup: BookingSetup, from: SimulationTime) {
        tally = BookingTally(blocks: setup.blocks, nulls: setup.nulls.count)
        self.from = from
        length = max(1, setup.length)
        nulls = setup.nulls
        nullArms = setup.nulls.map { _ in [] }
    }

    /// - Parameters:
    ///   - available: listings that the customer finds.
    ///   - restless: listings that may come or go by themselves.
    mutating func customerCame(_ customer: UInt32, _ arm: Int, at now: SimulationTime, available: Int, restless: Int) {
        guard let block = block(now) else { return }
        let usual = usual ?? available
        self.usual = usual
        tally.blocks[block].customerCame(arm, more: Double(available - usual), restless: Double(restless))
        for split in nulls.indices {
            tally.nulls[split].cells[block].customers[Int(nulls[split].customerArm(customer))] += 1
        }
    }

    /// - Parameters:
    ///   - listingArm: of the listing that the customer books.
    ///   - available: listings that the customer found.
    mutating func customerBooked(
        _ listing: UInt32, inArm listingArm: Int, by customer: UInt32, _ arm: Int, at now: SimulationTime,
        available: Int
    ) {
        guard let block = block(now) else { return }
        tally.blocks[block].customerBooked(arm, listingArm, more: Double(available - (usual ?? available)))
        for split in nulls.indices {
            let arms = (Int(nulls[split].customerArm(customer)), Int(nullArms[split][Int(listing)]))
            tally.nulls[split].cells[block].bookings[arms.0][arms.1] += 1
        }
    }

    mutating func listingReturned(at now: SimulationTime) {
        if let block = block(now) { tally.blocks[block].availability.moved += 1 }
    }

    mutating func listingWithdrawn(at now: SimulationTime) {
        tally.withdrawn += 1
        if let block = block(now) { tally.blocks[block].availability.moved += 1 }
    }

    /// - Parameter before: how many of the type were made before.
    mutating func listingMade(type: Int, before: Int, _ arm: Int) {
        tally.listings[arm] += 1
        for split in nulls.indices {
            let arm = nulls[split].listingArm(type: type, before: before)
            nullArms[split].append(arm)
            tally.nulls[split].listings[Int(arm)] += 1
        }
    }

    /// The block of a moment; nil before the market has settled. The end belongs to the last one.
    private func block(_ now: SimulationTime) -> Int? {
        guard now >= from else { return nil }
        let passed = now.milliseconds - from.milliseconds
        return min(tally.blocks.count - 1, Int(passed * Int64(tally.blocks.count) / length))
    }
}
