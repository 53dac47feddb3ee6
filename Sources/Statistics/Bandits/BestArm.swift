import Foundation

/// How likely each of several arms is to be the best one, by what is known of their means.
public enum BestArm {
    /// The chance of each arm that its mean is the largest, where each mean is normal around its estimate: the posterior of a flat prior, of
    /// which Thompson sampling draws the arm of a unit (Thompson 1933; Scott 2010, eq. 3).
    ///
    /// Of two arms in closed form, of more by the trapezoidal rule, which is off by less than 1e-9 where no error is more than 50 times
    /// another.
    /// - Parameters:
    ///   - means: one an arm, at least two.
    ///   - standardErrors: of these.
    /// - Returns: one an arm, 1 all together.
    /// - Throws: `noVariance` where an error is not above 0, `tooFewValues` for fewer than two arms.
    /// - Complexity: O(k^2) for *k* arms.
    public static func chances(means: [Double], standardErrors: [Double]) throws(StatisticsError) -> [Double] {
        precondition(means.count == standardErrors.count, "each mean has an error")
        guard means.count > 1 else { throw .tooFewValues(means.count, minimum: 2) }
        guard standardErrors.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw .noVariance }
        if means.count == 2 {
            let spread = (standardErrors[0] * standardErrors[0] + standardErrors[1] * standardErrors[1]).squareRoot()
            let z = (means[0] - means[1]) / spread
            return [StandardNormal.lowerTail(z), StandardNormal.upperTail(z)]
        }
        let chances = means.indices.map { arm in
            stride(from: -reach, through: reach, by: step).reduce(0) { sum, z in
                let value = means[arm] + standardErrors[arm] * z
                return sum
                    + means.indices.reduce(StandardNormal.density(z)) { product, other in
                        other == arm
                            ? product
                            : product * StandardNormal.lowerTail((value - means[other]) / standardErrors[other])
                    }
            }
        }
        let sum = chances.reduce(0, +)
        return chances.map { $0 / sum }
    }

    /// How often top-two Thompson sampling plays each arm: half of the time the arm that a draw says is best, half of the time the best one
    /// of the first draw that says another (Russo 2016, section 3, with beta = 1/2). Its aim is to identify the best arm: Thompson sampling comes to play the
    /// others too seldom to tell.
    /// - Parameter best: the chance of each arm to be the best one.
    /// - Returns: one an arm, 1 all together.
    public static func topTwo(_ best: [Double]) -> [Double] {
        best.indices.map { arm in
            best[arm] / 2
                + best.indices.reduce(0) { sum, first in
                    guard first != arm else { return sum }
                    let others = best.indices.reduce(0) { $1 == first ? $0 : $0 + best[$1] }
                    let second = others > 0 ? best[arm] / others : 1 / Double(best.count - 1)
                    return sum + best[first] * second / 2
                }
        }
    }

    /// Standard errors on either side, beyond which nothing is left.
    private static let reach = 8.5
    private static let step = 0.01
}
