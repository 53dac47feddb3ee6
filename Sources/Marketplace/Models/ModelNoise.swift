/// What a model of given quality makes of the logit of a true chance: noise by cell, and the best linear prediction from that.
///
/// With the logit x, the noise deviation s and the error z of the user and the listing, y = x + s z is all that the model has of a
/// candidate; its score is the linear predictor of x from y, moved so that the chances of the cell add up: a + b y,
/// b = var x / (var x + s^2 var z). So a model that knows little of a stratum scores it alike, and does not put on top what it
/// overrates by chance. An ensemble has the mean of its members' y, and a predictor of its own.
public struct ModelNoise: Sendable, Equatable {
    /// The best linear prediction from what one model has, or from what an ensemble has.
    struct Predictor: Sendable, Equatable {
        /// One a cell of strata.
        var slopes: [Float]
        var intercepts: [Float]
    }

    /// One a cell of strata.
    let deviations: [Float]
    let one: Predictor
    /// Equal to `one` where there is one model alone.
    var ensemble: Predictor
    /// Which requests the whole ensemble scores; nil for all.
    var budget: ModelBudget?

    /// A logit, before its odds are multiplied by `calibration`.
    /// - Parameter error: of one model, or of the ensemble.
    @inline(__always) func score(_ logit: Float, error: Float, cell: UInt8, by predictor: Predictor) -> Float {
        let cell = Int(cell)
        return predictor.intercepts[cell] + predictor.slopes[cell] * (logit + deviations[cell] * error)
    }
}
