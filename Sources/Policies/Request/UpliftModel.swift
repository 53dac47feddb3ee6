/// Learns in the run what a new page would bring now against keeping the old one: the uplift of clicks over the next
/// exposures.
///
/// A linear model of the outcome with an effect that depends on the moment, y = x·β + (a - e) x·θ, where a is the drawn
/// decision and e its chance (Robinson's transformation; Nie and Wager 2021), fitted by recursive least squares. As the
/// decisions were drawn at random, x·θ is the best linear approximation of the uplift even where x·β is wrong.
package struct UpliftModel {
    private let width = RequestMoment.featureCount
    /// Inverse of the regularised sum of squares, row after row.
    private var inverse: [Double]
    private var weights: [Double]
    private var row: [Double]
    private var gain: [Double]
    /// Outcomes learnt from.
    package private(set) var outcomes = 0

    /// - Parameter ridge: weight of the belief that nothing matters, in outcomes.
    package init(ridge: Double) {
        let size = 2 * width
        inverse = [Double](repeating: 0, count: size * size)
        for index in 0..<size { inverse[index * size + index] = 1 / ridge }
        weights = [Double](repeating: 0, count: size)
        row = weights
        gain = weights
    }

    /// Clicks that asking now would add.
    package func uplift(_ features: [Double]) -> Double {
        var sum = 0.0
        for index in 0..<width { sum += features[index] * weights[width + index] }
        return sum
    }

    /// Takes in the outcome of a drawn decision.
    /// - Parameter chance: with which asking was drawn.
    package mutating func learn(_ features: borrowing Span<Float>, asked: Bool, chance: Double, outcome: Double) {
        let size = 2 * width
        let effect = (asked ? 1 : 0) - chance
        for index in 0..<width {
            row[index] = Double(features[index])
            row[width + index] = effect * Double(features[index])
        }
        var scale = 1.0
        var predicted = 0.0
        for i in 0..<size {
            var sum = 0.0
            for j in 0..<size { sum += inverse[i * size + j] * row[j] }
            gain[i] = sum
            scale += sum * row[i]
            predicted += weights[i] * row[i]
        }
        let error = (outcome - predicted) / scale
        for i in 0..<size {
            weights[i] += gain[i] * error
            let step = gain[i] / scale
            for j in 0..<size { inverse[i * size + j] -= step * gain[j] }
        }
        outcomes += 1
    }
}
