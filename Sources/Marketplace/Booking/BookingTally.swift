/// What is counted in a booking market once it has settled: the sufficient statistics of every design, by block of time.
public struct BookingTally: Sendable, Equatable, Codable {
    /// Of equal length, in order; at least one.
    public var blocks: [Block]
    /// Listings that were made, by arm, from the opening on.
    public var listings = [0, 0]
    /// Of all listings that were made: those that were withdrawn.
    public var withdrawn = 0
    /// The splits on which nothing depended.
    public var nulls: [Null]

    /// A part of the time in which bookings are counted.
    public struct Block: Sendable, Equatable, Codable {
        /// Customers and bookings by the arms of both sides.
        public var cells = BookingCells()
        /// How many listings customers found available, and how that went with bookings.
        public var availability = BookingAvailability()

        public init() {}

        /// - Parameter more: listings that the customer finds available, less the world's usual number.
        mutating func customerCame(_ arm: Int, more: Double, restless: Double) {
            cells.customers[arm] += 1
            availability.available += more
            availability.availableSquared += more * more
            availability.restless += restless
        }

        mutating func customerBooked(_ arm: Int, _ listingArm: Int, more: Double) {
            cells.bookings[arm][listingArm] += 1
            availability.availableWhenBooked += more
        }
    }

    /// What a split saw on which nothing depended.
    public struct Null: Sendable, Equatable, Codable {
        /// By block.
        public var cells: [BookingCells]
        /// Listings that were made, by arm.
        public var listings = [0, 0]

        init(blocks: Int) { cells = Array(repeating: BookingCells(), count: blocks) }
    }

    /// - Precondition: at least one block.
    public init(blocks: Int = 1, nulls: Int = 0) {
        precondition(blocks > 0, "time is counted in at least one block")
        self.blocks = Array(repeating: Block(), count: blocks)
        self.nulls = Array(repeating: Null(blocks: blocks), count: nulls)
    }

    /// Of all blocks.
    public var cells: BookingCells { blocks.reduce(into: BookingCells()) { $0.add($1.cells) } }
    /// Bookings of all blocks, by the customer's arm and the listing's.
    public var bookings: [[Int]] { cells.bookings }
    /// Customers of all blocks, by arm.
    public var customers: [Int] { cells.customers }
    /// Bookings of all blocks and arms.
    public var allBookings: Int { blocks.reduce(0) { $0 + $1.cells.allBookings } }
}
