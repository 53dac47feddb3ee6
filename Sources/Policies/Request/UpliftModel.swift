/// Learns in the run what a new page would bring now against keeping the old one: the uplift of clicks over the next
/// exposures.
///
/// A linear model of the outcome with an effect that depends on the moment, y = x·β + (a - e) x·θ, where a is the drawn
/// decision and e its chance (Robinson's transformation; Nie and Wager 2021), fitted by recursive least squares. As the
/// decisions were drawn at random, x·θ is the best linear approximation of the uplift even where x·β is wrong.
package struct UpliftModel {
    private let width = RequestMoment.featureCount
    private var regression: RidgeRegression
    private var row: [Double]
    /// Outcomes learnt from.
    package private(set) var outcomes = 0

    /// - Parameter ridge: weight of the belief that nothing matters, in outcomes.
    package init(ridge: Double) {
        regression = RidgeRegression(width: 2 * width, ridge: ridge)
        row = [Double](repeating: 0, count: 2 * width)
    }

    /// Clicks that asking now would add.
    package func uplift(_ features: [Double]) -> Double {
        var sum = 0.0
        for index in 0..<width { sum += features[index] * regression.weights[width + index] }
        return sum
    }

    /// Takes in the outcome of a drawn decision.
    /// - Parameter chance: with which asking was drawn.
    package mutating func learn(_ features: borrowing Span<Float>, asked: Bool, chance: Double, outcome: Double) {
        let effect = (asked ? 1 : 0) - chance
        for index in 0..<width {
            row[index] = Double(features[index])
            row[width + index] = effect * Double(features[index])
        }
        regression.learn(row, outcome: outcome)
        outcomes += 1
    }
}
