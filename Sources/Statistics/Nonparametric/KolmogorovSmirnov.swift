import Foundation

/// The one-sample Kolmogorov-Smirnov test against the uniform distribution on 0...1.
///
/// Of the p-values of many A/A tests it says whether they are uniform, as they must be if the test keeps its level.
public struct KolmogorovSmirnov: Sendable, Codable, Hashable {
    /// The greatest distance between the values' distribution function and the uniform one, 0...1.
    public let statistic: Double
    /// Probability of a distance at least this large if the values are independent and uniform.
    public let pValue: Double
    /// How many values.
    public let n: Int

    /// Tests values that should be uniform on 0...1.
    ///
    /// - Throws: `tooFewValues` when empty, `outside` for a value not within 0...1.
    public init(uniform values: [Double]) throws(StatisticsError) {
        guard !values.isEmpty else { throw .tooFewValues(0, minimum: 1) }
        guard values.allSatisfy({ (0...1).contains($0) }) else {
            throw .outside("a value of the uniformity test", range: "within 0...1")
        }
        n = values.count
        let count = Double(values.count)
        var distance = 0.0
        for (index, value) in values.sorted().enumerated() {
            distance = max(distance, value - Double(index) / count, Double(index + 1) / count - value)
        }
        statistic = distance
        pValue = Self.upperTail(distance, n: n)
    }

    /// P(D_n > d) for n independent uniform values.
    ///
    /// Exact by Marsaglia, Tsang and Wang (2003) up to n = 2,000 and p = 1e-6; beyond it the limit law with Stephens'
    /// (1970) correction, or their tail expansion, both good to two digits or more.
    static func upperTail(_ distance: Double, n: Int) -> Double {
        let count = Double(n)
        if distance >= 1 { return 0 }
        if distance <= 0.5 / count { return 1 }
        let squared = distance * distance * count
        if squared > 7.24 {
            let root = count.squareRoot()
            return min(1, 2 * exp(-(2.000071 + 0.331 / root + 1.409 / count) * squared))
        }
        if n <= 2000 { return 1 - lowerTail(distance, n: n) }
        return limit(distance * (count.squareRoot() + 0.12 + 0.11 / count.squareRoot()))
    }

    /// Kolmogorov's limit law: 2 sum (-1)^(k-1) exp(-2 k^2 x^2).
    private static func limit(_ x: Double) -> Double {
        var total = 0.0
        for k in 1...100 {
            let term = exp(-2 * Double(k * k) * x * x)
            total += k.isMultiple(of: 2) ? -term : term
            if term < 1e-17 { break }
        }
        return min(1, max(0, 2 * total))
    }

    /// P(D_n < d) as n!/n^n times an entry of the n-th power of a banded matrix.
    private static func lowerTail(_ distance: Double, n: Int) -> Double {
        let k = Int(Double(n) * distance) + 1
        let size = 2 * k - 1
        let h = Double(k) - Double(n) * distance
        var matrix = SquareMatrix(size: size)
        for i in 0..<size {
            for j in 0..<size where i - j + 1 >= 0 { matrix[i, j] = 1 }
        }
        for i in 0..<size {
            matrix[i, 0] -= pow(h, Double(i + 1))
            matrix[size - 1, i] -= pow(h, Double(size - i))
        }
        matrix[size - 1, 0] += 2 * h - 1 > 0 ? pow(2 * h - 1, Double(size)) : 0
        for i in 0..<size {
            for j in 0..<size where i - j + 1 > 0 {
                for divisor in 1...(i - j + 1) { matrix[i, j] /= Double(divisor) }
            }
        }
        let (power, exponent) = matrix.raised(to: n)
        // Each factor i/n is of order 1 while the product underflows, so the decimal exponent is kept apart.
        var result = power[k - 1, k - 1]
        var decimal = exponent
        for i in 1...n {
            result = result * Double(i) / Double(n)
            if result < 1e-140 {
                result *= 1e140
                decimal -= 140
            }
        }
        return min(1, max(0, result * pow(10, Double(decimal))))
    }
}

/// A dense square matrix with a power that cannot overflow: what the Kolmogorov distribution is computed with.
private struct SquareMatrix {
    let size: Int
    private var entries: [Double]

    init(size: Int) {
        self.size = size
        entries = Array(repeating: 0, count: size * size)
    }

    subscript(i: Int, j: Int) -> Double {
        get { entries[i * size + j] }
        set { entries[i * size + j] = newValue }
    }

    /// The power, and the decimal exponent that it is to be multiplied by.
    func raised(to power: Int) -> (matrix: SquareMatrix, exponent: Int) {
        guard power > 1 else { return (self, 0) }
        let half = raised(to: power / 2)
        var product = half.matrix.times(half.matrix)
        var exponent = 2 * half.exponent
        if !power.isMultiple(of: 2) { product = times(product) }
        if product[size / 2, size / 2] > 1e140 {
            for index in product.entries.indices { product.entries[index] *= 1e-140 }
            exponent += 140
        }
        return (product, exponent)
    }

    private func times(_ other: SquareMatrix) -> SquareMatrix {
        var product = SquareMatrix(size: size)
        for i in 0..<size {
            for k in 0..<size {
                let factor = self[i, k]
                if factor == 0 { continue }
                for j in 0..<size { product[i, j] += factor * other[k, j] }
            }
        }
        return product
    }
}
