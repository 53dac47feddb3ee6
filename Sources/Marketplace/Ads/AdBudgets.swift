/// Holds what campaigns may still spend: a hard bound, whatever a policy bids and whoever shares the budget.
struct AdBudgets: ~Copyable {
    private var granted: Column<Int64>
    private var left: Column<Int64>
    /// What was spent of all budgets since the opening.
    private(set) var spent = AdMoney.zero

    init(count: Int) {
        granted = Column(repeating: 0, count: count)
        left = Column(repeating: 0, count: count)
    }

    /// A new period: what was left of the last one is gone.
    mutating func grant(_ amount: AdMoney, to budget: Int) {
        granted[budget] = amount.millionths
        left[budget] = amount.millionths
    }

    var count: Int { granted.count }

    @inline(__always) func left(of budget: Int) -> AdMoney { AdMoney(millionths: left[budget]) }
    func granted(to budget: Int) -> AdMoney { AdMoney(millionths: granted[budget]) }

    /// Gives a share of a budget, spent and unspent alike, to one that has nothing; the rest stays.
    mutating func move(_ share: Double, of budget: Int, to other: Int) {
        let part = AdBudgets.part(share, of: self.granted(to: budget)).millionths
        let rest = AdBudgets.part(share, of: self.left(of: budget)).millionths
        granted[budget] -= part
        granted[other] += part
        left[budget] -= rest
        left[other] += rest
    }

    /// A share of an amount, rounded down.
    static func part(_ share: Double, of amount: AdMoney) -> AdMoney {
        AdMoney(millionths: Int64(Double(amount.millionths) * share))
    }

    /// Takes a price out of a budget, or what is left of it when that is less.
    /// - Returns: what was paid.
    @inline(__always) mutating func charge(_ price: AdMoney, to budget: Int) -> AdMoney {
        let paid = min(price.millionths, left[budget])
        left[budget] -= paid
        spent += AdMoney(millionths: paid)
        return AdMoney(millionths: paid)
    }
}
