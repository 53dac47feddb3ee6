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
