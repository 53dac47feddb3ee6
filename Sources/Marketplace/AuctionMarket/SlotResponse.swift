import Bidding
import Foundation
import Randomness

/// What a user makes of an ad that was seen: a click perhaps, and after it a conversion perhaps.
///
/// A conversion needs a click, and so a click is at least as likely as a conversion: where a conversion is likelier than
/// clicks are in the mean, every click converts.
struct SlotResponse {
    let clicks: Bool
    let converts: Bool
    /// True chance of a conversion.
    let chance: Double
    private let predicted: Double
    /// The campaign's own chance of a click.
    private let predictedClick: Double

    /// - Parameters:
    ///   - predicted: the campaign's own chance of a conversion for an exposure.
    ///   - calibration: mean of true over predicted chances.
    ///   - predictionSigma: standard deviation of the logarithm of the rest of the error.
    ///   - clickRate: chance of a click in the mean.
    init(predicted: Double, calibration: Double, predictionSigma: Double, clickRate: Double, draws: Block) {
        let sigma = predictionSigma
        let error =
            sigma > 0 ? Inverse.logNormal(draws.openUniform(2), median: exp(-sigma * sigma / 2), sigma: sigma) : 1
        chance = min(1, predicted * calibration * error)
        let clickChance = max(clickRate, chance)
        clicks = draws.uniform(0) < clickChance
        converts = clicks && draws.uniform(1) * clickChance < chance
        self.predicted = predicted
        predictedClick = max(clickRate, predicted)
    }

    /// What is to be paid, by the price of an exposure.
    func amount(_ price: Double, _ payment: AdPayment) -> Double {
        switch payment {
        case .exposure: price
        case .click: clicks ? price / predictedClick : 0
        case .conversion: converts && predicted > 0 ? price / predicted : 0
        }
    }
}
