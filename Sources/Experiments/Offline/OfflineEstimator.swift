import Statistics

/// A way to read a challenger's value out of control's log.
enum OfflineEstimator: Sendable {
    case placement(LoggedDecisions.Estimator)
    case page(LoggedSlates.Estimator)

    /// In the order of readouts. The cascade's doubly robust one needs a model of all that comes below, which no log here has.
    static let all: [OfflineEstimator] = [
        .placement(.inversePropensity), .placement(.selfNormalised), .placement(.doublyRobust),
        .page(.slatePropensity), .page(.pseudoInverse), .page(.cascade),
    ]

    var name: String {
        switch self {
        case .placement(let estimator): estimator.rawValue
        case .page(let estimator): estimator.rawValue
        }
    }

    /// Beside those of designs.
    var nameInStudies: String { "offline-\(name)" }

    var label: String {
        switch self {
        case .placement(.inversePropensity): "IPS"
        case .placement(.selfNormalised): "SNIPS"
        case .placement(.doublyRobust): "doubly robust"
        case .page(.slatePropensity): "slate IPS"
        case .page(.pseudoInverse): "pseudo-inverse"
        case .page(.cascade): "cascade IPS"
        case .page(.cascadeDoublyRobust): "cascade doubly robust"
        }
    }

    /// What it takes for granted of clicks.
    var assumption: String {
        switch self {
        case .placement: "a click depends on the listing and its slot"
        case .page(.slatePropensity): "a click depends on the page as far as it was seen"
        case .page(.pseudoInverse): "what two neighbours bring adds up over the page"
        case .page(.cascade), .page(.cascadeDoublyRobust): "a click depends on its slot and what stands above"
        }
    }

    /// Why a log has no value of a challenger, whatever was clicked; nil where it may have one.
    func absence(in log: OfflineTally) -> String? {
        if !log.isDrawn, !log.pages.areWeighedAlike {
            return
                "control draws nothing (market.feed.exploration), so that its log has none of what the challenger alone would show"
        }
        switch self {
        case .placement:
            return log.placements.decisions > 0
                ? nil
                : "the chance of a placement, whatever stands elsewhere, has no closed form where rankings explore like this"
        case .page(.pseudoInverse): return log.pages.hasPseudoInverseWeights ? nil : "neighbours are not drawn in pairs"
        case .page: return nil
        }
    }

    /// Whether the mean weight of a log is 1; nil of an empty one.
    func balance(of log: OfflineTally) -> WeightBalance? {
        switch self {
        case .placement: try? log.placements.weightBalance()
        case .page(let estimator): try? log.pages.weightBalance(of: estimator)
        }
    }

    /// The gain per exposure that a log tells; pages are taken to be seen as far as they were.
    func gain(_ log: OfflineTally, level: Double) throws(StatisticsError) -> (value: PolicyValue, perExposure: Double) {
        switch self {
        case .placement(let estimator):
            return (try log.placements.gain(by: estimator, level: level), 1)
        case .page(let estimator):
            let value = try log.pages.gain(by: estimator, level: level)
            return (value, Double(log.pages.slates) / Double(log.exposures))
        }
    }
}
