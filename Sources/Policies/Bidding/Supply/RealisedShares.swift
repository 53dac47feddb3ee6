import PolicyKit

/// What wins have come to against what the sample says of them: not every slot won is seen, and a slot above the last costs
/// more than the least winning price.
struct RealisedShares {
    private var (wins, exposures) = (0.0, 0.0)
    /// Sums over the opportunities paid for.
    private var (leastPrices, payments) = (0.0, 0.0)

    /// Exposures over wins, at most 1; 1 until there is a win.
    var exposure: Double { wins > 0 && exposures > 0 ? min(1, exposures / wins) : 1 }

    /// What is paid for an exposure, over the least price that would have won it; 1 until something was paid.
    var price: Double { leastPrices > 0 && payments > 0 ? payments / leastPrices : 1 }

    /// Makes all that was seen so far count less.
    mutating func fade(to share: Double) {
        wins *= share
        exposures *= share
        leastPrices *= share
        payments *= share
    }

    /// Takes up what a tick's wins came to.
    mutating func add(_ feedback: borrowing BiddingFeedback) {
        wins += feedback.totals.wins
        exposures += feedback.totals.exposures
        let (prices, paid) = (feedback.column(.leastWinningPrice), feedback.column(.payment))
        for index in paid.indices {
            let (price, payment) = unsafe (prices[unchecked: index], paid[unchecked: index])
            guard payment > 0, price.isFinite else { continue }
            leastPrices += Double(price)
            payments += Double(payment)
        }
    }

    /// What to keep: four numbers.
    var state: [Double] { [wins, exposures, leastPrices, payments] }

    init() {}

    /// - Returns: nil when the numbers are not a state.
    init?(state: ArraySlice<Double>) {
        let numbers = Array(state)
        guard numbers.count == 4, numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return nil }
        (wins, exposures, leastPrices, payments) = (numbers[0], numbers[1], numbers[2], numbers[3])
    }
}
