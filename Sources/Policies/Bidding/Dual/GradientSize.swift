/// The root mean square of a quantity so far: steps divided by it do not depend on the currency unit.
struct GradientSize {
    private var sum = 0.0
    private var count = 0.0

    /// The quantity was 0 once more.
    @inline(__always)
    mutating func passOver() { count += 1 }

    /// Mean square of all gradients so far; 0 before the first.
    var meanSquare: Double { count > 0 ? sum / count : 0 }

    /// The mean square with another value's square counted in; what is not finite is left out.
    mutating func meanSquare(adding square: Double) -> Double {
        count += 1
        if square.isFinite { sum += square }
        return meanSquare
    }

    /// What to keep: two numbers.
    var state: [Double] { [sum, count] }

    init() {}

    /// - Returns: nil when the numbers are not a state.
    init?(state: ArraySlice<Double>) {
        guard state.count == 2, let sum = state.first, let count = state.last, sum >= 0, count >= 0, sum.isFinite,
            count.isFinite
        else { return nil }
        (self.sum, self.count) = (sum, count)
    }
}
