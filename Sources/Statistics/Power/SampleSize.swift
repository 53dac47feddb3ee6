/// The number of units that a z test needs, by the formula that planning sheets use.
///
/// n_t = (z_(1 - alpha/2) + z_power)^2 (s_c^2/kappa + s_t^2)/D^2 with kappa control units per treatment unit; it leaves
/// out the far tail, which `PowerAnalysis` counts.
public enum SampleSize {
    /// Units in both arms together, rounded up.
    ///
    /// - Parameters:
    ///   - effect: the difference to be found, in the metric's unit, not 0.
    ///   - controlShare: share of the units that go to the control arm, above 0.
    ///   - treatmentShare: the same of the treatment arm; the rest goes to arms that are not compared here.
    /// - Returns: units over all arms, those of the shares' rest included.
    /// - Throws: `outside` for an argument out of its range.
    public static func total(
        effect: Double, variances: PowerAnalysis.ArmVariances, controlShare: Double = 0.5,
        treatmentShare: Double = 0.5, alpha: Double = 0.05, power: Double = 0.8, alternative: Alternative = .twoSided
    ) throws(StatisticsError) -> Double {
        guard effect != 0, effect.isFinite else { throw .outside("the effect", range: "other than 0") }
        guard controlShare > 0, treatmentShare > 0, controlShare + treatmentShare <= 1 + 1e-12 else {
            throw .outside("the arms' shares", range: "above 0 and at most 1 together")
        }
        guard alpha > 0, alpha < 1, power > 0, power < 1 else {
            throw .outside("alpha and power", range: "above 0 and below 1")
        }
        let tail = alternative == .twoSided ? alpha / 2 : alpha
        let z = StandardNormal.quantile(upperTail: tail) + StandardNormal.quantile(power)
        let kappa = controlShare / treatmentShare
        let treatment = z * z * (variances.control / kappa + variances.treatment) / (effect * effect)
        return ((treatment + treatment * kappa) / (controlShare + treatmentShare)).rounded(.up)
    }
}
