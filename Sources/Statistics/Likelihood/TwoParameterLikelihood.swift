import Foundation

/// Climbs to the maximum of a smooth log-likelihood of two unbounded parameters by Newton's method with finite
/// differences; the curvature at the top gives the standard errors.
enum TwoParameterLikelihood {
    /// Where the top is, and the variances of both estimates.
    struct Maximum {
        let at: (Double, Double)
        let variance: (Double, Double)
    }

    /// - Returns: nil where no top with a curvature was found.
    static func maximum(
        from start: (Double, Double), _ logLikelihood: (Double, Double) -> Double
    ) -> Maximum? {
        var (a, b) = start
        var value = logLikelihood(a, b)
        for _ in 0..<100 {
            let slope = Slope(a, b, value, logLikelihood)
            var step = slope.newton ?? (slope.a * 1e-3, slope.b * 1e-3)
            let length = max(abs(step.0), abs(step.1))
            if length > 1 { step = (step.0 / length, step.1 / length) }
            var improved = false
            for _ in 0..<30 {
                let next = logLikelihood(a + step.0, b + step.1)
                if next >= value {
                    (a, b, value, improved) = (a + step.0, b + step.1, next, true)
                    break
                }
                step = (step.0 / 2, step.1 / 2)
            }
            if !improved || max(abs(step.0), abs(step.1)) < 1e-7 { break }
        }
        guard value.isFinite, let variance = Slope(a, b, value, logLikelihood).variance else { return nil }
        return Maximum(at: (a, b), variance: variance)
    }

    /// Gradient and curvature at a point, by central differences.
    private struct Slope {
        let a: Double
        let b: Double
        private let aa: Double
        private let bb: Double
        private let ab: Double

        init(_ a: Double, _ b: Double, _ value: Double, _ f: (Double, Double) -> Double) {
            let h = 1e-3
            let (up, down, right, left) = (f(a + h, b), f(a - h, b), f(a, b + h), f(a, b - h))
            self.a = (up - down) / (2 * h)
            self.b = (right - left) / (2 * h)
            aa = (up - 2 * value + down) / (h * h)
            bb = (right - 2 * value + left) / (h * h)
            ab = (f(a + h, b + h) - f(a + h, b - h) - f(a - h, b + h) + f(a - h, b - h)) / (4 * h * h)
        }

        private var determinant: Double { aa * bb - ab * ab }
        private var isTop: Bool { aa < 0 && bb < 0 && determinant > 0 }
        var newton: (Double, Double)? {
            isTop ? ((ab * b - bb * a) / determinant, (ab * a - aa * b) / determinant) : nil
        }
        var variance: (Double, Double)? { isTop ? (-bb / determinant, -aa / determinant) : nil }
    }
}
