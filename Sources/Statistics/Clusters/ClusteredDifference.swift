/// Standard errors that hold when observations of one cluster go together (Liang and Zeger 1986).
public enum ClusterRobustError: String, Sendable, Codable, CaseIterable {
    /// (X'X)^-1 [sum over clusters of X_g' e_g e_g' X_g] (X'X)^-1.
    case cr0
    /// Times G/(G - 1) (N - 1)/(N - K), G the number of clusters.
    case cr1

    /// One standard error a coefficient of the model, in the coefficient's unit.
    ///
    /// - Parameter clusters: the cluster of each observation.
    /// - Throws: `unequalLengths`, `tooFewValues` below two clusters.
    public func standardErrors<Cluster: Hashable>(
        of model: LinearModel, clusters: [Cluster]
    ) throws(StatisticsError) -> [Double] {
        guard clusters.count == model.observations else { throw .unequalLengths("observations", "clusters") }
        let parameters = model.parameters
        var index: [Cluster: Int] = [:]
        var scores: [[Double]] = []
        // In the order of first appearance, so that equal inputs give equal bits.
        for (observation, cluster) in clusters.enumerated() {
            let at = index[cluster] ?? scores.count
            if at == scores.count {
                index[cluster] = at
                scores.append(Array(repeating: 0, count: parameters))
            }
            for k in 0..<parameters { scores[at][k] += model.rows[observation][k] * model.residuals[observation] }
        }
        guard scores.count > 1 else { throw .tooFewValues(scores.count, minimum: 2) }
        var filling = [[Double]](repeating: Array(repeating: 0, count: parameters), count: parameters)
        for score in scores {
            for i in 0..<parameters {
                for j in 0..<parameters { filling[i][j] += score[i] * score[j] }
            }
        }
        let errors = model.sandwich(filling)
        guard self == .cr1 else { return errors }
        let (groups, n) = (Double(scores.count), Double(model.observations))
        let correction = groups / (groups - 1) * (n - 1) / (n - Double(parameters))
        return errors.map { $0 * correction.squareRoot() }
    }
}

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

/// A rate per event, such as conversions per session, whose events go by user.
///
/// The delta method's variance equals CR0 x G/(G - 1) of the regression of the events on a constant (Deng, Knoblich,
/// Lu 2018, sec. 3): two roads to one error.
public struct ClusteredRatio: Sendable, Codable, Hashable {
    /// sum(totals)/sum(events).
    public let ratio: Double
    /// Squared standard error by the delta method over clusters.
    public let deltaVariance: Double
    /// Squared standard error CR0 of the event-level regression.
    public let cr0Variance: Double
    /// How many clusters.
    public let clusters: Int

    /// - Parameters:
    ///   - totals: sum of the outcome over each cluster's events.
    ///   - events: how many events each cluster has.
    /// - Throws: `unequalLengths`, `tooFewValues` below two clusters, `undefined` without events.
    public init(totals: [Double], events: [Double]) throws(StatisticsError) {
        guard totals.count == events.count else { throw .unequalLengths("totals", "events") }
        guard totals.count > 1 else { throw .tooFewValues(totals.count, minimum: 2) }
        var moments = CovarianceMoments(variables: 2)
        for (total, count) in zip(totals, events) { moments.add([total, count]) }
        let columns = RatioMetric.Columns(numerator: 0, denominator: 1)
        guard let ratio = RatioMetric.value(columns, of: moments) else { throw .undefined("there are no events") }
        self.ratio = ratio
        clusters = totals.count
        deltaVariance = RatioMetric.variance(columns, of: moments) / Double(totals.count)
        let squares = ExactSum.of(zip(totals, events).map { ($0 - ratio * $1) * ($0 - ratio * $1) })
        let allEvents = ExactSum.of(events)
        cr0Variance = squares / (allEvents * allEvents)
    }
}
