/// What is measured of sums over units, by the place of their variables.
public enum SumMeasure: Sendable, Hashable {
    /// A sum times a factor.
    case total(Int, factor: Double)
    /// One sum over another.
    case ratio(Int, Int)
}

/// How a measure moves with what one unit adds to its sums: the linear term of the delta method.
struct SumSlope {
    /// The variable of the numerator, or of the only sum.
    let variable: Int
    private(set) var slope: Double
    private(set) var denominator: (variable: Int, slope: Double)?

    /// The slope of a sum times a factor.
    init(of variable: Int, _ factor: Double) {
        self.variable = variable
        slope = factor
    }

    /// The slope of a ratio.
    /// - Parameter sum: the denominator's sum.
    init(of numerator: Int, over denominator: Int, sum: Double, ratio: Double) {
        variable = numerator
        slope = 1 / sum
        self.denominator = (denominator, -ratio / sum)
    }

    func scaled(by factor: Double) -> SumSlope {
        var scaled = self
        scaled.slope *= factor
        scaled.denominator?.slope *= factor
        return scaled
    }
}

extension CovarianceMoments {
    /// Variance of what the units' sums add to measures whose variables stand part by part, as many in each.
    /// - Parameter slopes: one a part.
    func variance(ofSums slopes: [SumSlope]) -> Double {
        let width = variables / slopes.count
        let terms = slopes.enumerated().flatMap { part, slope in
            ([(slope.variable, slope.slope)] + (slope.denominator.map { [($0.variable, $0.slope)] } ?? [])).map {
                (part * width + $0.0, $0.1)
            }
        }
        var variance = 0.0
        for a in terms {
            for b in terms { variance += a.1 * b.1 * covariance(a.0, b.0) }
        }
        return variance * Double(n)
    }
}
