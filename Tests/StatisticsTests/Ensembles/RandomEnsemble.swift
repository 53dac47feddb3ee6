import Foundation
import MarketLabTesting
import Statistics

/// Predictors whose errors are normal: each a mixture of three errors that all may share and one of its own, plus a bias.
struct RandomEnsemble {
    /// One row a predictor: what it has of each shared error.
    private(set) var loadings: [[Double]] = []
    private(set) var own: [Double] = []
    private(set) var biases: [Double] = []

    /// - Parameters:
    ///   - count: of predictors.
    ///   - isEven: whether all have a variance of 1 and no bias; otherwise standard deviations are lognormal (sigma .5), biases normal (.3).
    init(count: Int, isEven: Bool, _ draws: inout Draws) {
        let likeness = 2 * draws.uniform()
        for _ in 0..<count {
            let shared = [likeness + draws.normal(), draws.normal(), draws.normal()]
            let apart = 2 * draws.uniform()
            let deviation = isEven ? 1 : exp(0.5 * draws.normal())
            let norm = (shared.reduce(apart * apart) { $0 + $1 * $1 }).squareRoot()
            loadings.append(shared.map { $0 / norm * deviation })
            own.append(apart / norm * deviation)
            biases.append(isEven ? 0 : 0.3 * draws.normal())
        }
    }

    /// The covariance of two predictors' errors.
    func covariance(_ i: Int, _ j: Int) -> Double {
        zip(loadings[i], loadings[j]).reduce(i == j ? own[i] * own[i] : 0) { $0 + $1.0 * $1.1 }
    }

    /// The mean product of two predictors' errors.
    func product(_ i: Int, _ j: Int) -> Double { covariance(i, j) + biases[i] * biases[j] }

    /// Some of the predictors as an ensemble.
    func ensemble(_ chosen: [Int]) throws -> EnsembleError {
        try EnsembleError(products: chosen.map { i in chosen.map { product(min(i, $0), max(i, $0)) } })
    }

    /// What the gate knows of them.
    func gate(_ chosen: [Int]) throws -> DiversityGate {
        let count = Double(chosen.count)
        var correlations = 0.0
        for i in chosen {
            for j in chosen where i != j {
                correlations += covariance(i, j) / (covariance(i, i) * covariance(j, j)).squareRoot()
            }
        }
        return try DiversityGate(
            members: chosen.count, meanError: chosen.reduce(0) { $0 + product($1, $1) } / count,
            variance: chosen.reduce(0) { $0 + covariance($1, $1) } / count,
            correlation: correlations / (count * (count - 1)))
    }

    /// Draws the errors of all predictors in one case.
    func errors(_ draws: inout Draws) -> [Double] {
        let shared = (draws.normal(), draws.normal(), draws.normal())
        return loadings.indices.map { i in
            loadings[i][0] * shared.0 + loadings[i][1] * shared.1 + loadings[i][2] * shared.2 + own[i] * draws.normal()
                + biases[i]
        }
    }

    /// The sign of the difference of two ensembles' mean squared errors, from errors that are drawn until the difference is six of its
    /// standard errors from 0; nil where 128,000 cases do not tell.
    func drawnSign(of other: [Int], beside old: [Int], _ draws: inout Draws) -> Double? {
        func square(_ chosen: [Int], _ errors: [Double]) -> Double {
            let mean = chosen.reduce(0) { $0 + errors[$1] } / Double(chosen.count)
            return mean * mean
        }
        var (moments, cases) = (Moments(), 1_000)
        while cases <= 128_000 {
            while moments.n < cases {
                let errors = errors(&draws)
                moments.add(square(other, errors) - square(old, errors))
            }
            if abs(moments.mean) > 6 * (moments.variance / Double(moments.n)).squareRoot() {
                return moments.mean < 0 ? -1 : 1
            }
            cases *= 2
        }
        return nil
    }

    /// The mean squared error of an ensemble from the mean of its predictors' loadings, without any product of two of them.
    func exactError(_ chosen: [Int]) -> Double {
        let count = Double(chosen.count)
        func mean(_ value: (Int) -> Double) -> Double { chosen.reduce(0) { $0 + value($1) } / count }
        let parts = (0..<3).map { part in mean { loadings[$0][part] } } + [mean { biases[$0] }]
        return parts.reduce(chosen.reduce(0) { $0 + own[$1] * own[$1] } / (count * count)) { $0 + $1 * $1 }
    }
}
