import CGSL

extension RandomStream {
    /// A gamma draw with `shape` > 0 and `scale` > 0; its mean is `shape` x `scale`.
    ///
    /// Marsaglia and Tsang: "A simple method for generating gamma variables", ACM TOMS 26, 2000 (GSL). It takes a
    /// varying count of numbers from the stream. A shape below about 0.01 may round down to 0.
    public mutating func gamma(shape: Double, scale: Double) -> Double {
        precondition(shape > 0 && scale > 0, "a gamma distribution needs a positive shape and scale")
        return GSLGenerator.draw(from: &self) { gsl_ran_gamma($0, shape, scale) }
    }
}
