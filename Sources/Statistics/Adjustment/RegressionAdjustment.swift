/// The effect of a treatment adjusted for several covariates by regression.
///
/// The extension of CUPED to many covariates: with one of them and no interaction the two agree up to order 1/n.
public struct RegressionAdjustment: Sendable {
    /// Whether the covariates' slopes may differ between the arms.
    public enum Slopes: String, Sendable, Codable, CaseIterable {
        /// y ~ 1 + T + (x - mean x): analysis of covariance.
        case common
        /// y ~ 1 + T + (x - mean x) + T (x - mean x): never less precise than no adjustment (Lin 2013, eq. 5).
        ///
        /// The usual robust errors take the mean of x as known.
        case byArm
    }

    /// The fit: constant, treatment, covariates and, by arm, their interactions.
    public let model: LinearModel
    /// How many covariates.
    public let covariates: Int

    /// The effect of the treatment, in the outcome's unit.
    public var effect: Double { model.coefficients[1] }

    /// The covariates' slopes in the control arm, in outcome units per covariate unit.
    public var slopes: [Double] { Array(model.coefficients[2..<(2 + covariates)]) }

    /// - Parameters:
    ///   - outcome: one value a unit.
    ///   - treated: whether the unit is in the treatment arm.
    ///   - covariates: one row a unit, one value a covariate, from before the treatment.
    /// - Throws: `unequalLengths`, `tooFewValues`, `singular` where an arm is empty or covariates depend on each other.
    public init(
        outcome: [Double], treated: [Bool], covariates: [[Double]], slopes: Slopes
    ) throws(StatisticsError) {
        guard outcome.count == treated.count else { throw .unequalLengths("outcomes", "treatments") }
        guard outcome.count == covariates.count else { throw .unequalLengths("outcomes", "covariates") }
        guard let width = covariates.first?.count else { throw .tooFewValues(0, minimum: 2) }
        guard covariates.allSatisfy({ $0.count == width }) else { throw .unequalLengths("covariates", "each other") }
        let means = (0..<width).map { column in ExactSum.of(covariates.map { $0[column] }) / Double(covariates.count) }
        let design = zip(treated, covariates).map { treated, row in
            let centred = zip(row, means).map { $0 - $1 }
            let arm = treated ? 1.0 : 0.0
            return [1, arm] + centred + (slopes == .byArm ? centred.map { $0 * arm } : [])
        }
        model = try LinearModel(design: design, response: outcome)
        self.covariates = width
    }

    /// Test and interval of the effect with a heteroskedasticity-robust error and n - k degrees of freedom.
    ///
    /// - Throws: `noVariance` where the fit is perfect.
    public func estimate(
        error: HeteroskedasticError = .hc2, settings: ComparisonSettings = .init()
    ) throws(StatisticsError) -> Estimate {
        let degrees = Double(model.observations - model.parameters)
        guard degrees > 0 else { throw .tooFewValues(model.observations, minimum: model.parameters + 1) }
        return try settings.estimate(
            effect, standardError: error.standardErrors(of: model)[1],
            degreesOfFreedom: settings.reference == .normal ? .infinity : degrees)
    }
}
