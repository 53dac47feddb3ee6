import PolicyKit

/// mu, what a unit of the budget is worth beyond itself, learnt payment by payment by dual mirror descent.
///
/// mu <- max(0, mu - eta (rho - z)) with rho = B/T and payment z (Balseiro, Lu, Mirrokni 2023, "The best of many worlds: dual
/// mirror descent for online allocation problems", algorithm 1 with the squared norm). The step is
/// eta = s/(sqrt(T) g), g^2 = rho^2 + mean z^2: mu is a plain number where rho and z are money, and few dear wins call for
/// smaller steps than many cheap ones.
struct BudgetPrice {
    /// Below it, a price no longer changes what is won.
    private static let highest = 1e6

    private(set) var value: Double
    private var rate = 0.0
    private var step = 0.0
    private var size = GradientSize()
    /// eta, and eta rho: how far the price falls when nothing is paid.
    private var (stepOverSize, fall) = (0.0, 0.0)

    init(start: Double) { value = start }

    /// A period begins; the price stays what it is, or is 0 without a budget.
    /// - Parameter step: s.
    mutating func begin(_ terms: CampaignTerms, step: Double) {
        rate = terms.spendRate
        if rate == .infinity { value = 0 }
        self.step = step / terms.horizon.squareRoot()
        measure(size.meanSquare)
    }

    /// An auction is over that cost `payment`, which may be 0. The step is measured anew at payments only.
    @inline(__always)
    mutating func pay(_ payment: Double) {
        if payment == 0 {
            size.passOver()
            value = max(0, value - fall)
        } else if payment.isFinite {
            measure(size.meanSquare(adding: payment * payment))
            value = min(Self.highest, max(0, value - fall + stepOverSize * payment))
        }
    }

    private mutating func measure(_ meanSquare: Double) {
        let square = rate * rate + meanSquare
        stepOverSize = square > 0 && square.isFinite ? step / square.squareRoot() : 0
        fall = stepOverSize == 0 ? 0 : stepOverSize * rate
    }

    /// What to keep: three numbers.
    var state: [Double] { [value] + size.state }

    /// - Returns: nil when the numbers are not a state.
    init?(state: ArraySlice<Double>) {
        guard let value = state.first, (0...Self.highest).contains(value),
            let size = GradientSize(state: state.dropFirst())
        else { return nil }
        (self.value, self.size) = (value, size)
    }
}
