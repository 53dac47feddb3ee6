import CGSL

extension RandomStream {
    /// A Poisson count with the given mean, 0...10^9.
    ///
    /// By products of uniforms for a mean up to 10, above that by the recursion over gamma and binomial draws of
    /// Ahrens and Dieter, Computing 12, 1974 (GSL): the time grows with the logarithm of the mean.
    public mutating func poisson(mean: Double) -> Int {
        precondition(mean >= 0 && mean <= 1e9, "a Poisson mean lies in 0...10^9")
        return GSLGenerator.draw(from: &self) { Int(gsl_ran_poisson($0, mean)) }
    }
}
