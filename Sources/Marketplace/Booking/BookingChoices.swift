import Randomness

/// What the customers of one type and arm weigh, worked out once for every cell of listings.
struct BookingChoices {
    private let outside: Double
    private let consideration: [Double]
    private let utility: [Double]

    /// Cell 2 x type + arm holds the listings of a type and arm.
    init(_ customer: BookingCustomerType, arm: Int, size: Double) {
        outside = customer.outsideOption * size
        consideration = customer.choices.flatMap { [$0.consideration, $0.consideration] }
        utility = customer.choices.flatMap { [$0.utility, arm == 1 ? $0.treatedUtility : $0.utility] }
    }

    /// Where a choice fell: a cell, and how far into it.
    struct Chosen {
        let cell: Int
        let fraction: Double
    }

    /// One customer's choice by the draw `u` (0 ..< 1); nil for the outside option.
    ///
    /// Each available listing is considered by itself, so the number considered in a cell is binomial; which of them
    /// they are does not matter, for they are alike. Small draws book: with a common `u`, twin worlds agree as often as
    /// they can.
    /// - Parameter considered: room for a weight each cell.
    func choose(
        _ u: Double, of customer: UInt32, among listings: borrowing AvailableListings, _ key: RandomKey,
        _ considered: inout [Double]
    ) -> Chosen? {
        var total = 0.0
        for cell in consideration.indices {
            considered[cell] = utility[cell] * number(considered: cell, of: listings.count(of: cell), by: customer, key)
            total += considered[cell]
        }
        var rest = u * (outside + total)
        for cell in consideration.indices {
            if rest < considered[cell] { return Chosen(cell: cell, fraction: rest / considered[cell]) }
            rest -= considered[cell]
        }
        return nil
    }

    private func number(considered cell: Int, of available: Int, by customer: UInt32, _ key: RandomKey) -> Double {
        if consideration[cell] == 1 { return Double(available) }
        var stream = key.stream(.bookingConsideration, customer, UInt32(cell), 0)
        return Double(stream.binomial(trials: available, probability: consideration[cell]))
    }
}
