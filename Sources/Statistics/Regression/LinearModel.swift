import CGSL

/// An ordinary least-squares fit of a response on the columns of a design, by QR decomposition (GSL).
///
/// Holds what every error estimate needs: coefficients, residuals and the inverse of X'X.
public struct LinearModel: Sendable {
    /// The design, one row an observation.
    let rows: [[Double]]
    /// One coefficient a column of the design, in units of the response per unit of the column.
    public let coefficients: [Double]
    /// Response less fit, one an observation.
    public let residuals: [Double]
    /// (X'X)^-1, row by row.
    let inverseGram: [[Double]]

    /// How many observations.
    public var observations: Int { rows.count }
    /// How many columns the design has.
    public var parameters: Int { coefficients.count }

    /// Fits `response` on `design`.
    ///
    /// - Parameters:
    ///   - design: one row an observation, all of the same length, the constant column included.
    ///   - response: one value an observation.
    /// - Throws: `unequalLengths`, `tooFewValues` with fewer rows than columns, `singular` for dependent columns.
    public init(design: [[Double]], response: [Double]) throws(StatisticsError) {
        guard design.count == response.count else { throw .unequalLengths("design rows", "responses") }
        guard let width = design.first?.count, width > 0 else { throw .tooFewValues(0, minimum: 1) }
        guard design.allSatisfy({ $0.count == width }) else { throw .unequalLengths("design rows", "each other") }
        guard design.count >= width else { throw .tooFewValues(design.count, minimum: width) }
        guard let fit = Self.solve(design, response, width) else { throw .singular("the design of the regression") }
        rows = design
        coefficients = fit.coefficients
        inverseGram = fit.inverseGram
        residuals = zip(design, response).map { row, value in
            var fitted = 0.0
            for column in 0..<width { fitted += row[column] * fit.coefficients[column] }
            return value - fitted
        }
    }

    /// The classical standard errors, from the residual variance on n - k degrees of freedom.
    public var classicalStandardErrors: [Double] {
        let squares = residuals.reduce(0) { $0 + $1 * $1 }
        let variance = squares / Double(observations - parameters)
        return (0..<parameters).map { (variance * inverseGram[$0][$0]).squareRoot() }
    }

    /// The diagonal of the hat matrix X (X'X)^-1 X': how much an observation pulls its own fit, 0...1.
    var leverages: [Double] {
        rows.map { row in
            var sum = 0.0
            for i in row.indices {
                for j in row.indices { sum += row[i] * inverseGram[i][j] * row[j] }
            }
            return sum
        }
    }

    /// Standard errors by the sandwich (X'X)^-1 M (X'X)^-1 from its filling M.
    func sandwich(_ filling: [[Double]]) -> [Double] {
        let indices = 0..<parameters
        return indices.map { k in
            var sum = 0.0
            for i in indices {
                for j in indices { sum += inverseGram[k][i] * filling[i][j] * inverseGram[j][k] }
            }
            return max(0, sum).squareRoot()
        }
    }

    /// Coefficients and (X'X)^-1 = R^-1 R^-T; nil where a column depends on the others.
    private static func solve(
        _ design: [[Double]], _ response: [Double], _ width: Int
    ) -> (coefficients: [Double], inverseGram: [[Double]])? {
        _ = GSL.ready
        guard let matrix = gsl_matrix_alloc(design.count, width), let reflections = gsl_vector_alloc(width),
            let target = gsl_vector_alloc(design.count)
        else { return nil }
        defer {
            gsl_matrix_free(matrix)
            gsl_vector_free(reflections)
            gsl_vector_free(target)
        }
        for (i, row) in design.enumerated() {
            for (j, value) in row.enumerated() { gsl_matrix_set(matrix, i, j, value) }
        }
        for (i, value) in response.enumerated() { gsl_vector_set(target, i, value) }
        gsl_linalg_QR_decomp(matrix, reflections)
        func upper(_ i: Int, _ j: Int) -> Double { gsl_matrix_get(matrix, i, j) }
        let scale = (0..<width).map { upper($0, $0).magnitude }.max() ?? 0
        guard (0..<width).allSatisfy({ upper($0, $0).magnitude > 1e-13 * scale }) else { return nil }
        gsl_linalg_QR_QTvec(matrix, reflections, target)
        // Back substitution for R^-1, from which both the coefficients and the Gram inverse follow.
        var inverse = [[Double]](repeating: Array(repeating: 0, count: width), count: width)
        for column in 0..<width {
            inverse[column][column] = 1 / upper(column, column)
            for row in stride(from: column - 1, through: 0, by: -1) {
                var sum = 0.0
                for k in (row + 1)...column { sum += upper(row, k) * inverse[k][column] }
                inverse[row][column] = -sum / upper(row, row)
            }
        }
        var coefficients = Array(repeating: 0.0, count: width)
        var gram = inverse
        for i in 0..<width {
            for k in i..<width { coefficients[i] += inverse[i][k] * gsl_vector_get(target, k) }
            for j in 0..<width {
                gram[i][j] = (max(i, j)..<width).reduce(0) { $0 + inverse[i][$1] * inverse[j][$1] }
            }
        }
        return (coefficients, gram)
    }
}

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
