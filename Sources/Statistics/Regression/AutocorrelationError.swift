/// Standard errors that hold when neighbouring observations in time go together (Newey and West 1987).
public struct AutocorrelationError: Sendable, Codable, Hashable {
    /// How many lags count, with Bartlett weights 1 - l/(lags + 1).
    public let lags: Int
    /// Whether the variance is multiplied by n/(n - k).
    public let isCorrectedForSize: Bool

    /// - Precondition: `lags` is not negative.
    public init(lags: Int, isCorrectedForSize: Bool = false) {
        precondition(lags >= 0, "a number of lags is not negative")
        self.lags = lags
        self.isCorrectedForSize = isCorrectedForSize
    }

    /// One standard error a coefficient of the model, whose observations are in the order of time.
    public func standardErrors(of model: LinearModel) -> [Double] {
        let k = model.parameters
        let scores = zip(model.rows, model.residuals).map { row, residual in row.map { $0 * residual } }
        var filling = [[Double]](repeating: Array(repeating: 0, count: k), count: k)
        for lag in 0...min(lags, scores.count - 1) {
            let weight = 1 - Double(lag) / Double(lags + 1)
            for t in lag..<scores.count {
                for i in 0..<k {
                    for j in 0..<k {
                        let product = scores[t][i] * scores[t - lag][j]
                        filling[i][j] += weight * product
                        if lag > 0 { filling[j][i] += weight * product }
                    }
                }
            }
        }
        let errors = model.sandwich(filling)
        guard isCorrectedForSize else { return errors }
        let n = Double(model.observations)
        return errors.map { $0 * (n / (n - Double(k))).squareRoot() }
    }
}
