/// Count, mean and sum of squared deviations of one variable: all that a mean and its standard error need.
///
/// Values stream in by Welford's update (1962) and parts merge by Chan, Golub and LeVeque's formula (1983), so that a
/// variable with mean 1e9 and standard deviation 1 keeps its variance, which a naive sum of squares loses. The mean is
/// carried as a double and what rounding leaves of it, so that it does not drift over a billion updates.
public struct Moments: Sendable, Codable, Hashable {
    /// How many values, at least 0.
    public private(set) var n: Int
    /// Their mean, in the variable's unit; 0 when empty.
    public private(set) var mean: Double
    /// Welford's M2, sum((x - mean)^2), in the unit squared; negative only if made from totals that contradict each
    /// other.
    public private(set) var m2: Double
    /// What the rounded mean lacks of the true one, below one unit in its last place.
    private var meanResidue = 0.0

    /// No values yet.
    public init() { self.init(n: 0, mean: 0, m2: 0) }

    /// Moments as another program counted them.
    public init(n: Int, mean: Double, m2: Double) {
        precondition(n >= 0, "a count is not negative")
        self.n = n
        self.mean = mean
        self.m2 = m2
    }

    /// From a count, a sum and a sum of squares, centred with one rounding.
    ///
    /// What the totals have lost by rounding is not brought back: prefer `add` wherever the values are at hand.
    public init(n: Int, sum: Double, sumOfSquares: Double) {
        self.init(
            n: n, mean: n == 0 ? 0 : sum / Double(n),
            m2: SumOfProducts.centred(n: n, sumX: sum, sumY: sum, sumXY: sumOfSquares))
    }

    /// From a count, a mean and an unbiased variance.
    public init(n: Int, mean: Double, variance: Double) {
        self.init(n: n, mean: mean, m2: variance * Double(max(0, n - 1)))
    }

    /// The moments of values held in memory: both passes sum exactly, so that only the mean's own rounding is left.
    public init(of values: some Collection<Double>) {
        self.init()
        guard !values.isEmpty else { return }
        let count = Double(values.count)
        var sum = ExactSum()
        for value in values { sum.add(value) }
        let mean = sum.value / count
        let squares = ExactSum.of(values.lazy.map { ($0 - mean) * ($0 - mean) })
        // The mean is rounded: what it leaves of the sum is exactly n times its error, whose square belongs out.
        let product = mean * count
        sum.add(-product)
        sum.add(product.addingProduct(-mean, count))
        let residue = sum.value
        self.init(n: values.count, mean: mean, m2: squares - residue * residue / count)
        moveMean(by: residue / count)
    }

    /// The unbiased variance M2/(n - 1), in the unit squared; 0 below two values.
    public var variance: Double { n > 1 ? m2 / Double(n - 1) : 0 }

    /// The variance M2/n of the values themselves, as if they were the whole population; 0 when empty.
    public var populationVariance: Double { n > 0 ? m2 / Double(n) : 0 }

    /// The square root of `variance`, in the unit; 0 where the variance is not positive.
    public var standardDeviation: Double { variance > 0 ? variance.squareRoot() : 0 }

    /// The sum of the values, in the unit.
    public var sum: Double { mean * Double(n) }

    /// Adds one value (Welford 1962).
    ///
    /// - Complexity: O(1).
    public mutating func add(_ value: Double) {
        n += 1
        let deviation = (value - mean) - meanResidue
        let step = deviation / Double(n)
        m2 += deviation * (deviation - step)
        moveMean(by: step)
    }

    /// Adds many values, at a fraction of the cost a value of adding them one by one.
    ///
    /// Blocks are summed in two passes, which vectorise where Welford's division does not, then merged.
    ///
    /// - Complexity: O(*n*) in the number of values.
    public mutating func add(contentsOf values: Span<Double>) {
        let block = 512
        var start = 0
        while start < values.count {
            let end = min(start + block, values.count)
            merge(Self.twoPass(values.extracting(start..<end)))
            start = end
        }
    }

    /// Merges the moments of other values into these (Chan, Golub, LeVeque 1983, eq. 2.1).
    ///
    /// - Complexity: O(1).
    public mutating func merge(_ other: Self) {
        guard other.n > 0 else { return }
        guard n > 0 else { return self = other }
        let total = Double(n) + Double(other.n)
        let difference = (other.mean - mean) + (other.meanResidue - meanResidue)
        let share = Double(other.n) / total
        m2 += other.m2 + difference * difference * Double(n) * share
        moveMean(by: difference * share)
        n += other.n
    }

    /// The moments of both.
    public func merged(with other: Self) -> Self {
        var both = self
        both.merge(other)
        return both
    }

    /// Adds to the mean without losing what is smaller than its last place.
    private mutating func moveMean(by step: Double) {
        let addend = meanResidue + step
        let moved = mean + addend
        // The exact error of the addition (Knuth's two-sum): either term may be the larger one.
        let kept = moved - mean
        meanResidue = (mean - (moved - kept)) + (addend - kept)
        mean = moved
    }

    private static func twoPass(_ values: Span<Double>) -> Self {
        values.withUnsafeBufferPointer { values in
            let count = Double(values.count)
            let mean = laneSums(values) { ($0, .zero) }.first / count
            let (squares, residue) = laneSums(values) { value in
                let deviation = value - mean
                return (deviation * deviation, deviation)
            }
            var moments = Self(n: values.count, mean: mean, m2: squares - residue * residue / count)
            moments.moveMean(by: residue / count)
            return moments
        }
    }

    /// Two sums at once; eight running totals of each break the chain of dependent additions that would set the pace.
    @inline(__always)
    private static func laneSums(
        _ values: UnsafeBufferPointer<Double>, _ terms: (SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>)
    ) -> (first: Double, second: Double) {
        guard let start = UnsafeRawPointer(values.baseAddress) else { return (0, 0) }
        var (first, second) = (SIMD8<Double>(), SIMD8<Double>())
        var index = 0
        while index + 8 <= values.count {
            let chunk = (start + index * 8).loadUnaligned(as: SIMD8<Double>.self)
            let (a, b) = terms(chunk)
            first += a
            second += b
            index += 8
        }
        var sums = (first.sum(), second.sum())
        while index < values.count {
            let (a, b) = terms(SIMD8(repeating: values[index]))
            sums = (sums.0 + a[0], sums.1 + b[0])
            index += 1
        }
        return sums
    }
}
