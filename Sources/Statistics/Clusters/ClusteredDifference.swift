/// The difference of two arms' means when treatment or outcomes go by cluster (category, region, seller).
public struct ClusteredDifference: Sendable, Codable, Hashable {
    /// Treatment mean minus control mean, in the outcome's unit.
    public let effect: Double
    /// Error that takes observations as independent: for comparison only.
    public let classicalStandardError: Double
    /// Cluster-robust error without a correction for few clusters.
    public let cr0StandardError: Double
    /// The error to report.
    public let cr1StandardError: Double
    /// How many clusters; below 30 the interval is too narrow.
    public let clusters: Int
    /// How many observations.
    public let observations: Int

    /// Regresses the outcome on a constant and the treatment.
    ///
    /// - Parameters:
    ///   - outcome: one value an observation.
    ///   - treated: whether the observation is treated.
    ///   - cluster: which cluster it belongs to.
    /// - Throws: `unequalLengths`, `tooFewValues` below two clusters, `singular` where an arm is empty.
    public init<Cluster: Hashable>(
        outcome: [Double], treated: [Bool], cluster: [Cluster]
    ) throws(StatisticsError) {
        guard outcome.count == treated.count else { throw .unequalLengths("outcomes", "treatments") }
        let model = try LinearModel(design: treated.map { [1, $0 ? 1 : 0] }, response: outcome)
        effect = model.coefficients[1]
        classicalStandardError = model.classicalStandardErrors[1]
        cr0StandardError = try ClusterRobustError.cr0.standardErrors(of: model, clusters: cluster)[1]
        cr1StandardError = try ClusterRobustError.cr1.standardErrors(of: model, clusters: cluster)[1]
        clusters = Set(cluster).count
        observations = outcome.count
    }

    /// Test and interval with the CR1 error and a t distribution on G - 1 degrees of freedom.
    ///
    /// - Throws: `noVariance` where no residual is left, `outside` for a level that is none.
    public func estimate(settings: ComparisonSettings = .init()) throws(StatisticsError) -> Estimate {
        try settings.estimate(
            effect, standardError: cr1StandardError,
            degreesOfFreedom: settings.reference == .normal ? .infinity : Double(clusters - 1))
    }
}
