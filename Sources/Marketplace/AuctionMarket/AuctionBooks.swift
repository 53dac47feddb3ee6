/// Keeps what campaigns may spend and have paid, and holds it against what the platform took.
///
/// A campaign has one budget that all arms draw on, or one of its own in each arm. Seats are numbered as in `BiddingSeats`.
struct AuctionBooks: ~Copyable {
    private let isShared: Bool
    private let campaigns: Int
    private let seats: Int
    private var budgets: AdBudgets
    /// Millionths, by seat.
    private let paidToday: Column<Int64>
    /// On days that count.
    private var paid = AdMoney.zero
    /// What of budgets and payments does not add up, a sentence each.
    private(set) var violations: [String] = []

    init(campaigns: Int, arms: Int, isShared: Bool) {
        self.isShared = isShared
        self.campaigns = campaigns
        seats = campaigns * arms
        budgets = AdBudgets(count: isShared ? campaigns : seats)
        paidToday = Column(repeating: 0, count: seats)
    }

    @inline(__always) private func budget(of seat: Int) -> Int { isShared ? seat % campaigns : seat }

    @inline(__always) func left(of seat: Int) -> AdMoney { budgets.left(of: budget(of: seat)) }
    func granted(to seat: Int) -> AdMoney { budgets.granted(to: budget(of: seat)) }
    func paidToday(by seat: Int) -> AdMoney { AdMoney(millionths: paidToday[seat]) }

    /// The seats that draw on the budget of one of them.
    @inline(__always) func sharers(of seat: Int) -> StrideTo<Int> {
        isShared ? stride(from: seat % campaigns, to: seats, by: campaigns) : stride(from: seat, to: seat + 1, by: 1)
    }

    /// A seat's day begins.
    mutating func grant(_ amount: AdMoney, to seat: Int) {
        budgets.grant(amount, to: budget(of: seat))
        paidToday[seat] = 0
    }

    /// Takes a price out of the seat's budget, or what is left of it.
    @inline(__always) mutating func charge(_ price: AdMoney, _ seat: Int) -> AdMoney {
        let amount = budgets.charge(price, to: budget(of: seat))
        paidToday[seat] += amount.millionths
        return amount
    }

    /// Ends a day: what was granted is what is left and what was paid, and the platform has what campaigns paid.
    /// - Parameter revenue: millionths that the platform took on the days that count.
    mutating func balance(_ day: Int, counts: Bool, revenue: Int64) {
        for pot in 0..<budgets.count {
            let spent = sharers(of: pot).reduce(AdMoney.zero) { $0 + paidToday(by: $1) }
            let (granted, left) = (budgets.granted(to: pot), budgets.left(of: pot))
            if left < .zero || left + spent != granted {
                violations.append(
                    "campaign \(pot % campaigns) had \(granted.units) on day \(day), paid \(spent.units) and has "
                        + "\(left.units) left")
            }
            if counts { paid += spent }
        }
        if paid.millionths != revenue {
            violations.append(
                "by day \(day) campaigns paid \(paid.units) and the platform took \(Double(revenue) * 1e-6)")
        }
    }
}
