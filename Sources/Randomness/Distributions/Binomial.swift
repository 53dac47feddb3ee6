import CGSL

extension RandomStream {
    /// A binomial count: successes in `trials` (0...2^32 - 1), each with `probability` (0...1).
    ///
    /// Kachitvichyanukul and Schmeiser: "Binomial random variate generation", CACM 31, 1988 (GSL): the time does not
    /// grow with the number of trials. It takes a varying count of numbers from the stream.
    public mutating func binomial(trials: Int, probability: Double) -> Int {
        precondition((0...1).contains(probability), "a probability lies in 0...1")
        return GSLGenerator.draw(from: &self) { Int(gsl_ran_binomial($0, probability, UInt32(trials))) }
    }
}
