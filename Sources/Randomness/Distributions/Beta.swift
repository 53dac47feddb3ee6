import CGSL

extension RandomStream {
    /// A beta draw in [0, 1] with parameters `alpha` > 0 and `beta` > 0; its mean is `alpha` / (`alpha` + `beta`).
    ///
    /// From two gamma draws, or Johnk's method when both parameters are at most 1 (GSL).
    public mutating func beta(_ alpha: Double, _ beta: Double) -> Double {
        precondition(alpha > 0 && beta > 0, "a beta distribution needs positive parameters")
        return GSLGenerator.draw(from: &self) { gsl_ran_beta($0, alpha, beta) }
    }
}
