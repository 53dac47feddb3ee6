/// The posterior chance that the treatment's success rate is the higher one, under beta priors.
public enum BetaBinomialComparison {
    /// P(p_treatment > p_control), by integrating the treatment's posterior density times the control's distribution
    /// function.
    ///
    /// - Parameter prior: prior of both rates, Beta(1, 1) by default.
    /// - Throws: `notConverged` where the integral is not had.
    public static func chanceToWin(
        control: ProportionSample, treatment: ProportionSample, prior: Beta = Beta(alpha: 1, beta: 1)
    ) throws(StatisticsError) -> Double {
        func posterior(_ sample: ProportionSample) -> Beta {
            Beta(
                alpha: prior.alpha + Double(sample.successes),
                beta: prior.beta + Double(sample.n - sample.successes))
        }
        let (before, after) = (posterior(control), posterior(treatment))
        // Outside these quantiles the density has nothing to add at double precision.
        let (low, high) = (after.quantile(1e-17), after.quantile(upperTail: 1e-17))
        return try Integration.integral(of: "the chance to win", from: low, to: high) { x in
            after.density(x) * before.lowerTail(x)
        }
    }
}
