/// Fits a linear model with a ridge penalty, one outcome at a time, by recursive least squares (Sherman and Morrison's update of the inverse).
///
/// - Complexity: O(*width*²) an outcome.
package struct RidgeRegression {
    private let width: Int
    /// The coefficients; 0 before the first outcome.
    package private(set) var weights: [Double]
    /// Inverse of the regularised sum of squares, row after row.
    private var inverse: [Double]
    private var gain: [Double]

    /// - Parameters:
    ///   - width: features.
    ///   - ridge: weight of the belief that nothing matters, in outcomes; above 0.
    package init(width: Int, ridge: Double) {
        self.width = width
        inverse = [Double](repeating: 0, count: width * width)
        for index in 0..<width { inverse[index * width + index] = 1 / ridge }
        weights = [Double](repeating: 0, count: width)
        gain = weights
    }

    /// Takes in the outcome of what had these features.
    package mutating func learn(_ row: [Double], outcome: Double) {
        var scale = 1.0
        var predicted = 0.0
        for i in 0..<width {
            var sum = 0.0
            for j in 0..<width { sum += inverse[i * width + j] * row[j] }
            gain[i] = sum
            scale += sum * row[i]
            predicted += weights[i] * row[i]
        }
        let error = (outcome - predicted) / scale
        for i in 0..<width {
            weights[i] += gain[i] * error
            let step = gain[i] / scale
            for j in 0..<width { inverse[i * width + j] -= step * gain[j] }
        }
    }

    /// What an outcome of unit noise leaves uncertain of the predictions of four examples: x' A^-1 x, at least 0.
    package func variances(of rows: [SIMD4<Double>]) -> SIMD4<Double> {
        precondition(rows.count == width)
        var sums = SIMD4<Double>.zero
        for i in 0..<width {
            var products = SIMD4<Double>.zero
            for j in 0..<width { products += inverse[i * width + j] * rows[j] }
            sums += rows[i] * products
        }
        return pointwiseMax(.zero, sums)
    }

    /// Coefficients drawn from what is believed of them: normal about the estimate, with the covariance scale² A^-1.
    /// - Parameter normal: a standard normal number for each place, each time the same.
    package func drawn(scale: Double, normal: (Int) -> Double) -> [Double] {
        guard scale > 0 else { return weights }
        // The factor of Cholesky; what rounding leaves below 0 on its diagonal is 0.
        var factor = [Double](repeating: 0, count: width * width)
        for i in 0..<width {
            for j in 0...i {
                var sum = inverse[i * width + j]
                for k in 0..<j { sum -= factor[i * width + k] * factor[j * width + k] }
                if i == j {
                    factor[i * width + i] = max(0, sum).squareRoot()
                } else {
                    let pivot = factor[j * width + j]
                    factor[i * width + j] = pivot > 0 ? sum / pivot : 0
                }
            }
        }
        let draws = (0..<width).map(normal)
        var drawn = weights
        for i in 0..<width {
            for j in 0...i {
                let spread: Double = factor[i * width + j] * draws[j]
                drawn[i] += scale * spread
            }
        }
        return drawn
    }

    /// All that has been learned.
    package func save() -> [UInt8] { StateBytes.encode(weights + inverse) }

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    package mutating func load(_ state: [UInt8]) -> Bool {
        guard let values = StateBytes.decode(state, count: width + width * width) else { return false }
        weights = Array(values.prefix(width))
        inverse = Array(values.dropFirst(width))
        return true
    }
}
