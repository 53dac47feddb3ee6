public import Marketplace

/// The part of a plan that a booking market has to itself.
public struct BookingPlan: Sendable, Equatable {
    public var market: BookingMarket
    /// The designs to read out, the primary one first; at least one.
    public var designs: [BookingDesign]

    public init(market: BookingMarket = BookingMarket(), designs: [BookingDesign] = BookingDesign.allCases) {
        self.market = market
        self.designs = designs
    }

    /// The worlds of a replication: those of the designs, each once, and the twins.
    var roles: [BookingTask.Role] {
        BookingTask.Role.allCases.filter { role in role.isTwin || designs.contains { $0.role == role } }
    }
}
