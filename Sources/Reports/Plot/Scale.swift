import Foundation

/// Places numbers on a line of the drawing, and says where its ticks are.
package struct Scale: Sendable {
    /// Numbers from here on do not count: their differences would leave the range of a double.
    static let drawable = 1e300

    /// The numbers at both ends.
    package let domain: ClosedRange<Double>
    /// Where the ends are drawn; the second may be the smaller one.
    package let range: (Double, Double)

    /// - Precondition: finite ends.
    package init(_ domain: ClosedRange<Double>, to range: (Double, Double)) {
        precondition(domain.lowerBound.isFinite && domain.upperBound.isFinite, "a scale needs finite ends")
        self.domain = domain
        self.range = range
    }

    /// A scale over the numbers that ends on ticks; numbers that are not finite, or close to it, do not count.
    ///
    /// Without numbers it goes from 0 to 1; around a single one it gets some room.
    package static func nice(
        over numbers: some Sequence<Double>, ticks: Int = 5, to range: (Double, Double)
    ) -> Scale {
        let finite = numbers.filter { abs($0) < Self.drawable }
        var lower = finite.min() ?? 0
        var upper = finite.max() ?? 1
        let size = max(abs(lower), abs(upper))
        if upper - lower <= 1e-12 * size || size < 1 / Self.drawable {
            let room = size < 1 / Self.drawable ? 1 : size * 0.1
            lower -= room
            upper += room
        }
        let step = Self.step(for: upper - lower, ticks: ticks)
        let nice = (lower / step).rounded(.down) * step...(upper / step).rounded(.up) * step
        return Scale(nice, to: range)
    }

    /// Where the number is drawn.
    package func callAsFunction(_ number: Double) -> Double {
        let span = domain.upperBound - domain.lowerBound
        let share = span > 0 ? (number - domain.lowerBound) / span : 0.5
        return range.0 + share * (range.1 - range.0)
    }

    /// Round numbers within the domain, about so many.
    package func ticks(_ count: Int = 5) -> [Double] {
        let span = domain.upperBound - domain.lowerBound
        let step = Self.step(for: span, ticks: count)
        guard span > 0, step > 0 else { return [domain.lowerBound] }
        let slack = step * 1e-9
        let first = ((domain.lowerBound - slack) / step).rounded(.up)
        let last = ((domain.upperBound + slack) / step).rounded(.down)
        guard last >= first else { return [] }
        // Multiplied, not summed: a sum would drift off the round numbers. The addition turns -0 into 0.
        return (0...Int(last - first)).map { (first + Double($0)) * step + 0 }
    }

    /// The round step, 1, 2 or 5 times a power of ten, that comes closest.
    private static func step(for span: Double, ticks: Int) -> Double {
        let rough = span / Double(max(1, ticks))
        let power = pow(10, floor(log10(rough)))
        let size = rough / power
        return power * (size < 1.5 ? 1 : size < 3.5 ? 2 : size < 7.5 ? 5 : 10)
    }
}
