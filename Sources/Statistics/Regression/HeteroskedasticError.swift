/// Standard errors that hold when the residual variance differs between observations (White 1980; MacKinnon and White
/// 1985).
public enum HeteroskedasticError: String, Sendable, Codable, CaseIterable {
    /// Squared residuals as they are; too small in small samples.
    case hc0
    /// Times n/(n - k).
    case hc1
    /// Divided by one less the leverage: unbiased when the variance is constant.
    case hc2
    /// Divided by the square of it, close to the jackknife: the choice below a few hundred observations.
    case hc3

    /// One standard error a coefficient of the model, in the coefficient's unit.
    public func standardErrors(of model: LinearModel) -> [Double] {
        let indices = 0..<model.parameters
        var filling = [[Double]](repeating: Array(repeating: 0, count: model.parameters), count: model.parameters)
        let leverages = model.leverages
        for (observation, row) in model.rows.enumerated() {
            let squared = model.residuals[observation] * model.residuals[observation]
            let free = 1 - leverages[observation]
            let weight =
                switch self {
                case .hc0: squared
                case .hc1: squared * Double(model.observations) / Double(model.observations - model.parameters)
                // A leverage of one leaves no residual: nothing to divide.
                case .hc2: free > 0 ? squared / free : 0
                case .hc3: free > 0 ? squared / (free * free) : 0
                }
            for i in indices {
                for j in indices { filling[i][j] += weight * row[i] * row[j] }
            }
        }
        return model.sandwich(filling)
    }
}
