import Randomness

/// What the customers of each type and arm weigh, worked out once for every cell of listings.
///
/// Cell 2 x type + arm holds the listings of a type and arm, and a customer's kind is numbered in the same way.
struct BookingChoices {
    private let cells: Int
    /// By kind.
    private let outside: [Double]
    /// By kind, then cell.
    private let consideration: [Double]
    private let utility: [Double]
    /// The weights of one choice, by cell.
    private var weights: [Double]

    init(_ market: BookingMarket) {
        cells = 2 * market.listingTypes.count
        let size = Double(market.settings.size)
        let kinds = market.customerTypes.flatMap { type in [(type, false), (type, true)] }
        outside = kinds.map { type, _ in type.outsideOption * size }
        consideration = kinds.flatMap { type, _ in type.choices.flatMap { [$0.consideration, $0.consideration] } }
        utility = kinds.flatMap { type, isTreated in
            type.choices.flatMap { [$0.utility, isTreated ? $0.treatedUtility : $0.utility] }
        }
        weights = Array(repeating: 0, count: cells)
    }

    /// Where a choice fell: a cell, and how far into it.
    struct Chosen {
        let cell: Int
        let fraction: Double
    }

    /// The choice of a customer of a kind by the draw `u` (0 ..< 1); nil for the outside option.
    ///
    /// Each available listing is considered by itself, so the number considered in a cell is binomial; which of them
    /// they are does not matter, for they are alike. Small draws book: with a common `u`, twin worlds agree as often as
    /// they can.
    /// - Parameter stream: what the numbers considered are drawn from; taken only where not all are considered.
    mutating func choose(
        _ kind: Int, _ u: Double, among available: [Int], stream: @autoclosure () -> RandomStream
    ) -> Chosen? {
        var draws: RandomStream?
        var total = 0.0
        for cell in 0..<cells {
            let chance = consideration[kind * cells + cell]
            var considered = available[cell]
            if chance < 1 {
                var drawing = draws ?? stream()
                considered = drawing.binomial(trials: considered, probability: chance)
                draws = drawing
            }
            weights[cell] = utility[kind * cells + cell] * Double(considered)
            total += weights[cell]
        }
        var rest = u * (outside[kind] + total)
        for cell in 0..<cells {
            if rest < weights[cell] { return Chosen(cell: cell, fraction: rest / weights[cell]) }
            rest -= weights[cell]
        }
        return nil
    }
}
