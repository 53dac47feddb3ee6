import Foundation

/// lambda, what a unit of slack in the cost target is worth, learnt win by win by dual mirror descent.
///
/// lambda <- lambda exp(-a (w x - z)) with worth w = C v of what was won and payment z (Feng, Padmanabhan, Wang 2023, "Online
/// bidding algorithms for return-on-spend constrained advertisers", algorithm 1). The step is a = s/(sqrt(T) g),
/// g^2 = mean of (w x)^2 + z^2, for the gradient is money and lambda is not.
struct TargetPrice {
    /// Within these, a target that was slack for long is soon felt again; b = (1 + lambda)/lambda w is 101 w at most.
    private static let bounds = 0.01...100.0

    private(set) var value = 1.0
    private var step = 0.0
    private var size = GradientSize()

    init() {}

    /// A period begins; the price stays what it is.
    /// - Parameters:
    ///   - step: s.
    ///   - horizon: T.
    mutating func begin(horizon: Double, step: Double) { self.step = step / horizon.squareRoot() }

    /// An auction is over that brought `worth` and cost `payment`, both 0 without a win.
    @inline(__always)
    mutating func win(worth: Double, payment: Double) {
        guard worth != 0 || payment != 0 else { return size.passOver() }
        let square = size.meanSquare(adding: worth * worth + payment * payment)
        let slack = worth - payment
        guard slack != 0, square > 0, square.isFinite, slack.isFinite else { return }
        let moved = value * exp(min(3, max(-3, -step * slack / square.squareRoot())))
        value = min(Self.bounds.upperBound, max(Self.bounds.lowerBound, moved))
    }

    /// What to keep: three numbers.
    var state: [Double] { [value] + size.state }

    /// - Returns: nil when the numbers are not a state.
    init?(state: ArraySlice<Double>) {
        guard let value = state.first, Self.bounds.contains(value), let size = GradientSize(state: state.dropFirst())
        else { return nil }
        (self.value, self.size) = (value, size)
    }
}
