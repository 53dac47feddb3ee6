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

    /// Why a log has no value of a challenger, whatever is in it; nil where it may have one.
    func absence(in log: OfflineTally) -> String? {
        switch self {
        case .placement:
            log.placements.decisions > 0
                ? nil
                : "the chance of a placement, whatever stands elsewhere, has no closed form where rankings explore like this"
        case .page(.pseudoInverse): log.pages.hasPseudoInverseWeights ? nil : "neighbours are not drawn in pairs"
        case .page: nil
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

/// What an estimator says of a challenger by one log.
struct OfflineGain {
    /// Per exposure.
    let gain: Double
    let standardError: Double?
    let interval: Interval?
    let effectiveSampleSize: Double
    let withheld: StatisticsError?

    init(_ estimator: OfflineEstimator, _ log: OfflineTally, level: Double) throws(StatisticsError) {
        let (value, share) = try estimator.gain(log, level: level)
        gain = value.estimate * share
        standardError = value.standardError.map { $0 * share }
        interval = value.interval.map {
            Interval(lower: $0.lower * share, upper: $0.upper * share, level: level)
        }
        effectiveSampleSize = value.effectiveSampleSize
        withheld = value.withheld
    }
}
