import Foundation
import Randomness

/// What a user makes of an ad that was seen: a click perhaps, and after it a conversion perhaps.
struct AdResponse {
    let clicks: Bool
    let converts: Bool
    /// True chance of a conversion.
    let chance: Double
    private let predicted: Double
    private let clickRate: Double

    /// - Parameters:
    ///   - predicted: the campaign's own chance of a conversion for an exposure.
    ///   - calibration: mean of true over predicted chances.
    ///   - predictionSigma: standard deviation of the logarithm of the rest of the error.
    ///   - clickRate: chance of a click; a conversion needs one.
    init(predicted: Double, calibration: Double, predictionSigma: Double, clickRate: Double, draws: Block) {
        let sigma = predictionSigma
        let error =
            sigma > 0 ? Inverse.logNormal(draws.openUniform(2), median: exp(-sigma * sigma / 2), sigma: sigma) : 1
        chance = min(clickRate, predicted * calibration * error)
        clicks = draws.uniform(0) < clickRate
        converts = clicks && draws.uniform(1) * clickRate < chance
        self.predicted = predicted
        self.clickRate = clickRate
    }

    /// What is to be paid, by the price of an exposure.
    func amount(_ price: Double, _ payment: AdPayment) -> Double {
        switch payment {
        case .exposure: price
        case .click: clicks ? price / clickRate : 0
        case .conversion: converts && predicted > 0 ? price / predicted : 0
        }
    }
}
