import Marketplace
import Statistics

/// What a design is read out of: the counts of a world, of a part of its time, or of a split on which nothing depended.
struct BookingSample {
    private var cells = BookingCells()
    private var availability = BookingAvailability()
    /// Listings that were made, by arm.
    private var listings: [Int]
    private var days: Double
    private let size: Double

    /// - Parameters:
    ///   - days: that all blocks take together.
    ///   - without: a block that is left out; nil for none.
    init(_ tally: BookingTally, days: Double, size: Double, without: Int? = nil) {
        self.init(listings: tally.listings, days: days, size: size, without, of: tally)
        for (index, block) in tally.blocks.enumerated() where index != without { cells.add(block.cells) }
    }

    /// The sample of a split on which nothing depended, as a design that splits only the sides given would have seen
    /// it.
    init(
        null: BookingTally.Null, in tally: BookingTally, splitting role: WorldRole, days: Double, size: Double,
        without: Int? = nil
    ) {
        self.init(listings: null.listings, days: days, size: size, without, of: tally)
        for (index, block) in null.cells.enumerated() where index != without { cells.add(block) }
        if !role.splitsCustomers {
            cells.customers = [0, cells.allCustomers]
            cells.bookings = [[0, 0], (0...1).map { cells.bookings[0][$0] + cells.bookings[1][$0] }]
        }
        if !role.splitsListings {
            listings = [0, listings.reduce(0, +)]
            cells.bookings = cells.bookings.map { [0, $0[0] + $0[1]] }
        }
    }

    private init(listings: [Int], days: Double, size: Double, _ without: Int?, of tally: BookingTally) {
        self.listings = listings
        self.size = size
        let all = tally.blocks.count
        self.days = days * Double(without == nil ? all : all - 1) / Double(all)
        for (index, block) in tally.blocks.enumerated() where index != without { availability.add(block.availability) }
    }

    /// Bookings per day for each unit of size by the arms of both sides, with the shares of both that were truly treated.
    var totals: TwoSidedTotals {
        func share(_ arms: [Int]) -> Double {
            let all = arms.reduce(0, +)
            return all > 0 ? Double(arms[1]) / Double(all) : 0
        }
        return TwoSidedTotals(
            totals: cells.bookings.map { $0.map { Double($0) / (days * size) } },
            treatedRows: share(cells.customers), treatedColumns: share(listings))
    }

    /// What a booking takes away from later ones, measured on the market's own ups and downs: how bookings go with the number
    /// of available listings, and how fast listings come back or are withdrawn.
    ///
    /// - Throws: `undefined` where nothing was booked.
    func differenceInQs() throws(StatisticsError) -> DifferenceInQs {
        let (customers, booked) = (cells.allCustomers, Double(cells.allBookings))
        // Who booked is 0 or 1, its own square.
        let products = [[availability.availableSquared], [availability.availableWhenBooked, booked]]
        let moments = CovarianceMoments(n: customers, sums: [availability.available, booked]) { products[$0][$1] }
        guard booked > 0, moments.variance(0) > 0, availability.restless > 0 else {
            throw .undefined("the market stands still")
        }
        let customersPerDay = Double(customers) / days
        return try DifferenceInQs(
            slope: moments.covariance(0, 1) / moments.variance(0) * customersPerDay,
            outRate: Double(availability.moved) / (availability.restless / Double(customers) * days))
    }
}
