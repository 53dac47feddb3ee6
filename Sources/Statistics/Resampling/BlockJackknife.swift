/// The error of one experiment that runs through time, from its blocks: the whole is estimated again without each of them.
///
/// For any estimate that is a smooth function of totals (Quenouille 1956; Tukey 1958; for batches of one simulated run
/// Muñoz and Glynn 1997, "A batch means methodology for estimation of a nonlinear function of a steady-state mean").
/// Where the estimate is a mean over blocks of equal weight it is the method of batch means. Blocks must be long beside
/// the time for which what happens depends on what happened before.
public enum BlockJackknife {
    /// The whole's estimate with the standard error ((B - 1)/B sum((x_b - mean)^2))^(1/2), where x_b is the estimate without
    /// block b, and a t interval on B - 1 degrees of freedom.
    ///
    /// - Throws: `tooFewValues` below two blocks, `noVariance` where leaving out blocks changes nothing, `outside` for a
    ///   level that is none.
    public static func estimate(
        _ whole: Double, without: [Double], level: Double = 0.95
    ) throws(StatisticsError) -> Estimate {
        let moments = Moments(of: without)
        guard moments.n > 1 else { throw .tooFewValues(moments.n, minimum: 2) }
        let degreesOfFreedom = Double(moments.n - 1)
        let variance = moments.populationVariance * degreesOfFreedom
        return try Estimate(
            testing: whole, standardError: variance > 0 ? variance.squareRoot() : 0, degreesOfFreedom: degreesOfFreedom,
            level: level)
    }
}
