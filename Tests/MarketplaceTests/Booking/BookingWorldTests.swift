import Foundation
import Marketplace
import Testing

@Suite struct BookingWorldTests {
    private static func tally(
        days: Double = 40, treatedListings: Double = 0.5, seed: UInt64 = 0, arm: @escaping @Sendable (UInt32) -> UInt8,
        blocks: Int = 1, nulls: [BookingSplit] = [], _ change: (inout BookingMarket) -> Void = { _ in }
    ) -> (tally: BookingTally, digest: String) {
        var market = BookingMarket()
        market.settings.size = 100
        market.settings.settling = 0
        change(&market)
        var world = BookingWorld(
            BookingSetup(
                market: market, customerArm: arm, treatedListings: treatedListings, seed: seed,
                length: Int64(days * 86_400_000), blocks: blocks, nulls: nulls))
        let reachedItsEnd = world.run()
        let violations = world.violations
        #expect(reachedItsEnd && violations == [])
        return (world.tally, world.digest.text)
    }

    private static let mixed: @Sendable (UInt32) -> UInt8 = { UInt8($0 & 1) }

    @Test func theSameSeedGivesTheSameWorldAndAnotherDoesNot() {
        let first = Self.tally(arm: Self.mixed)
        #expect(first == Self.tally(arm: Self.mixed))
        #expect(first.digest != Self.tally(seed: 1, arm: Self.mixed).digest)
    }

    @Test func whoIsTreatedDoesNotMatterWhereTreatmentChangesNothing() {
        let digests = [0, 1].map { arm in Self.tally(treatedListings: 0.5, arm: { _ in UInt8(arm) }).digest }
        #expect(digests[0] == digests[1])
    }

    /// A listing can be booked once for each time that it is available.
    @Test func aListingThatLeavesIsBookedOnce() {
        let tally = Self.tally(arm: Self.mixed) {
            $0.settings.afterBooking = "leaves"
            $0.customerTypes[0].arrivalsPerDay = 1_000
            $0.listingTypes[0].withdrawalsPerDay = 0.5
        }.tally
        let made = tally.listings.reduce(0, +)
        #expect(tally.allBookings + tally.withdrawn <= made)
        // Crowds of customers leave hardly anything on the shelves.
        #expect(tally.allBookings > made * 95 / 100)
    }

    @Test func aBlockedListingIsBookedByNobodyElse() {
        let tally = Self.tally(arm: Self.mixed) {
            $0.listingTypes[0].blockedMean = 36_500 * 86_400_000
            $0.customerTypes[0].arrivalsPerDay = 100
        }.tally
        // Of 100 listings that stay blocked for a hundred years, forty days bring hardly one back.
        #expect((95...105).contains(tally.allBookings))
    }

    @Test func nobodyBooksWhatIsNotConsideredOrNotWanted() {
        let considers = Self.tally(arm: Self.mixed) { $0.customerTypes[0].choices[0].consideration = 0 }.tally
        let wants = Self.tally(arm: Self.mixed) { $0.customerTypes[0].choices[0].utility = 0 }.tally
        #expect(considers.allBookings == 0 && wants.allBookings == 0)
        #expect(considers.customers.reduce(0, +) > 3_000)
    }

    /// With a lift of -100 % the treated pairs never book, all others do.
    @Test func theLiftMeetsPairsOfWhichBothSidesAreTreated() {
        let tally = Self.tally(arm: Self.mixed) { $0.customerTypes[0].choices[0].utilityLift = -1 }.tally
        #expect(tally.bookings[1][1] == 0)
        #expect(tally.bookings[0][0] > 0 && tally.bookings[0][1] > 0 && tally.bookings[1][0] > 0)
    }

    @Test(arguments: [0, 0.01, 0.25, 0.5, 0.99, 1]) func theShareOfTreatedListingsIsThePlannedOne(share: Double) {
        let tally = Self.tally(days: 1, treatedListings: share, arm: Self.mixed) {
            var other = BookingListingType()
            other.share = 0.5
            $0.listingTypes.append(other)
            $0.customerTypes[0].choices.append(BookingChoice())
        }.tally
        #expect(tally.listings.reduce(0, +) == 150)
        #expect(abs(Double(tally.listings[1]) - 150 * share) <= 1)
    }

    /// Considering a listing with chance alpha, among many, is as good as a utility of alpha as much.
    @Test func consideringHalfOfManyIsLikeLikingThemHalfAsMuch() {
        func bookings(_ change: (inout BookingChoice) -> Void) -> Double {
            Double(
                Self.tally(days: 60, arm: Self.mixed) {
                    $0.settings.size = 1_000
                    change(&$0.customerTypes[0].choices[0])
                }.tally.allBookings)
        }
        let considered = bookings { $0.consideration = 0.5 }
        let liked = bookings { $0.utility = 0.5 }
        #expect(liked > 10_000)
        // Both worlds have the same customers, so they differ by far less than a Poisson count's 3 standard errors.
        #expect(abs(considered - liked) < 3 * liked.squareRoot())
    }

    @Test func bookingsBeforeTheMarketHasSettledAreNotCounted() {
        let all = Self.tally(days: 40, arm: Self.mixed).tally
        let late = Self.tally(days: 10, arm: Self.mixed) { $0.settings.settling = 30 * 86_400_000 }.tally
        #expect(late.customers.reduce(0, +) < all.customers.reduce(0, +) / 3)
        #expect(late.allBookings < all.allBookings / 3)
    }

    @Test(arguments: ["returns", "leaves"]) func blocksOfTimeAddUpToTheWhole(afterBooking: String) {
        func tally(_ blocks: Int) -> BookingTally {
            Self.tally(arm: Self.mixed, blocks: blocks) {
                $0.settings.afterBooking = afterBooking
                $0.settings.settling = 5 * 86_400_000
                $0.listingTypes[0].withdrawalsPerDay = 0.5
            }.tally
        }
        let (whole, parts) = (tally(1), tally(10))
        #expect(parts.blocks.count == 10 && parts.cells == whole.cells && parts.allBookings == whole.allBookings)
        var sum = BookingAvailability()
        for block in parts.blocks { sum.add(block.availability) }
        #expect(sum == whole.blocks[0].availability)
        #expect(sum.moved > 0 && sum.restless > 0 && sum.availableSquared > 0)
        // A tenth of 4,000 customers, give or take four standard errors.
        #expect(parts.blocks.allSatisfy { abs($0.cells.allCustomers - 400) < 80 })
    }

    @Test func aSplitOnWhichNothingDependsSeesEverythingAndChangesNothing() {
        let splits = [UInt64(1), 2].map { salt in
            BookingSplit(customerArm: { UInt8($0 % 3 == 0 ? 1 : 0) }, treatedListings: 0.25, salt: salt)
        }
        let none: @Sendable (UInt32) -> UInt8 = { _ in 0 }
        let market: (inout BookingMarket) -> Void = { $0.settings.size = 128 }
        let plain = Self.tally(treatedListings: 0, arm: none, blocks: 10, market)
        let split = Self.tally(treatedListings: 0, arm: none, blocks: 10, nulls: splits, market)
        #expect(plain.digest == split.digest && plain.tally.blocks == split.tally.blocks)
        for null in split.tally.nulls {
            #expect(null.listings == [96, 32])
            #expect(null.cells.map(\.allBookings) == plain.tally.blocks.map(\.cells.allBookings))
            let (all, third) = (
                null.cells.reduce(0) { $0 + $1.allCustomers }, null.cells.reduce(0) { $0 + $1.customers[1] }
            )
            #expect(all == plain.tally.cells.allCustomers && abs(all - 3 * third) <= 3)
        }
        #expect(split.tally.nulls[0] != split.tally.nulls[1])
    }
}
