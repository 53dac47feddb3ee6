public import Storage

/// Holds what campaigns may still spend, a hard bound whatever a policy bids, and holds it against what they paid.
///
/// A campaign has one budget that its seats in all arms draw on, or a part of it in each arm. Seats are numbered as in
/// ``BiddingSeats``; a shared budget has the number of the campaign's seat in control.
@usableFromInline package struct CampaignBudgets: ~Copyable {
    private let campaigns: Int
    private let seats: Int
    /// The part of each budget that an arm has to itself; nil while all arms draw on one.
    package private(set) var shares: [Double]?
    /// The number of the budget that each seat draws on: a seat is asked for it in every auction.
    @usableFromInline let numbers: Column<Int32>
    /// Millionths of the period, by budget: what was granted, and what is left of it.
    private let granted: Column<Int64>
    @usableFromInline let left: Column<Int64>
    /// Millionths that each seat paid in the period, and all of them in the periods before.
    @usableFromInline let paid: Column<Int64>
    private var paidBefore: Int64 = 0
    /// What did not add up at the end of a period, a sentence each.
    private var broken: [String] = []

    package init(campaigns: Int, arms: Int, shares: [Double]? = nil) {
        self.campaigns = campaigns
        self.shares = shares
        seats = campaigns * arms
        numbers = Column((0..<seats).map { Int32(shares == nil ? $0 % campaigns : $0) })
        granted = Column(repeating: 0, count: seats)
        left = Column(repeating: 0, count: seats)
        paid = Column(repeating: 0, count: seats)
    }

    /// Starts to fetch what a payment of a seat changes.
    @inlinable @inline(__always) package func prefetch(_ seat: Int) {
        paid.prefetch(seat)
        left.prefetch(budget(of: seat))
    }

    /// The number of the budget that a seat draws on.
    @inlinable @inline(__always) package func budget(of seat: Int) -> Int { Int(numbers[seat]) }
    /// The numbers of all budgets.
    private var budgets: Range<Int> { 0..<(shares == nil ? campaigns : seats) }

    /// What a seat may still spend.
    @inlinable @inline(__always) package func left(of seat: Int) -> AdMoney {
        AdMoney(millionths: left[budget(of: seat)])
    }
    /// The whole budget of the period that a seat draws on.
    package func granted(to seat: Int) -> AdMoney { AdMoney(millionths: granted[budget(of: seat)]) }
    /// What a seat paid in the period.
    package func paid(by seat: Int) -> AdMoney { AdMoney(millionths: paid[seat]) }

    /// The seats that draw on the budget of one of them.
    package func sharers(of seat: Int) -> StrideTo<Int> {
        shares == nil
            ? stride(from: seat % campaigns, to: seats, by: campaigns) : stride(from: seat, to: seat + 1, by: 1)
    }

    /// A period begins for the budget that a seat draws on: what was left of the last one is gone.
    package mutating func grant(_ amount: AdMoney, to seat: Int) {
        if let fault = fault(of: budget(of: seat)) { broken.append(fault) }
        for sharer in sharers(of: seat) {
            paidBefore += paid[sharer]
            paid[sharer] = 0
        }
        granted[budget(of: seat)] = amount.millionths
        left[budget(of: seat)] = amount.millionths
    }

    /// A period begins for a campaign in all arms.
    package mutating func grant(_ amount: AdMoney, toCampaign campaign: Int) {
        grant(amount, to: campaign)
        splitBudget(of: campaign)
    }

    /// From now on each arm has its part of every budget to itself, of what was spent as of what is left. Nobody but control has
    /// paid so far.
    package mutating func split(_ shares: [Double]) {
        self.shares = shares
        for seat in 0..<seats { numbers[seat] = Int32(seat) }
        for campaign in 0..<campaigns { splitBudget(of: campaign) }
    }

    /// Control's budget, the whole one so far, hands the other arms their parts.
    private mutating func splitBudget(of campaign: Int) {
        guard let shares else { return }
        var whole = 1.0
        for arm in shares.indices.dropFirst() {
            let own = arm * campaigns + campaign
            grant(.zero, to: own)
            move(shares[arm] / whole, of: campaign, to: own)
            whole -= shares[arm]
        }
    }

    /// Gives a share of a budget, rounded down, to one that has nothing; the rest stays.
    private mutating func move(_ share: Double, of budget: Int, to other: Int) {
        func part(_ amount: Int64) -> Int64 { Int64(Double(amount) * share) }
        let (whole, rest) = (part(granted[budget]), part(left[budget]))
        granted[budget] -= whole
        granted[other] += whole
        left[budget] -= rest
        left[other] += rest
        paid[budget] -= whole - rest
        paid[other] += whole - rest
    }

    /// Takes a price out of the budget that a seat draws on, or what is left of it when that is less.
    /// - Returns: what was paid.
    package mutating func charge(_ price: AdMoney, to seat: Int) -> AdMoney {
        let budget = budget(of: seat)
        let amount = min(price.millionths, left[budget])
        left[budget] -= amount
        paid[seat] += amount
        return AdMoney(millionths: amount)
    }

    /// What of a budget's period does not add up: what was granted is what is left and what was paid.
    private func fault(of budget: Int) -> String? {
        let spent = sharers(of: budget).reduce(AdMoney.zero) { $0 + paid(by: $1) }
        guard left(of: budget) < .zero || left(of: budget) + spent != granted(to: budget) else { return nil }
        return
            "campaign \(budget % campaigns) had \(granted(to: budget).units) for a period, paid \(spent.units) and has "
            + "\(left(of: budget).units) left"
    }

    /// What of budgets and payments does not add up, a sentence each.
    /// - Parameter revenue: all that the platform took.
    package func violations(revenue: AdMoney) -> [String] {
        var violations = broken
        for budget in budgets { if let fault = fault(of: budget) { violations.append(fault) } }
        let sum = AdMoney(millionths: (0..<seats).reduce(paidBefore) { $0 + paid[$1] })
        if sum != revenue { violations.append("campaigns paid \(sum.units) and the platform took \(revenue.units)") }
        return violations
    }
}
