/// What an advertiser wants: what it may spend in a period, what a conversion is worth to it and may cost, and when it bids.
public struct Campaign: Sendable, Equatable {
    /// The budget of a period.
    public var budget: AdMoney
    /// What a conversion is worth to it, and what it is to cost at most.
    public var valuation: Valuation
    /// Days on which it bids, from 0 at the experiment's start.
    public var days: Range<Int>

    /// What a conversion is worth to a campaign, and what it is to cost at most.
    public enum Valuation: Sendable, Equatable {
        /// Each is worth the same, in units of ad money; `targetCost` is the target CPA, nil for none.
        case amount(Double, targetCost: Double?)
        /// Each is worth a share of its price; `targetReturn` is the target ROAS, price of the sales for each unit of cost, nil for
        /// none.
        case shareOfPrice(Double, targetReturn: Double?)
    }

    public init(budget: AdMoney, valuation: Valuation, days: Range<Int> = .min ..< .max) {
        self.budget = budget
        self.valuation = valuation
        self.days = days
    }

    /// The most that may be paid for a unit of value; nil without a target.
    public var costTarget: Double? {
        switch valuation {
        case .amount(let worth, let targetCost): targetCost.map { $0 / worth }
        case .shareOfPrice(let share, let targetReturn): targetReturn.map { 1 / (share * $0) }
        }
    }

    /// What a conversion at a price is worth, in units of ad money.
    /// - Parameter price: in hundredths of such a unit, as minor units are.
    @inlinable @inline(__always) public func worth(ofSaleAt price: Int64) -> Double {
        switch valuation {
        case .amount(let worth, _): worth
        case .shareOfPrice(let share, _): Double(price) / 100 * share
        }
    }

    /// Whether a campaign is a brand's, that is without a target, where a share of all campaigns is: evenly spread, so that each
    /// category has its part.
    /// - Parameter number: the campaign's, from 0.
    package static func isBrand(_ number: Int, share: Double) -> Bool {
        Int(Double(number + 1) * share) > Int(Double(number) * share)
    }
}
