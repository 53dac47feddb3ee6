/// How well a score tells what happened from what did not: the area under the ROC curve, the chance that a case with the event
/// has a higher score than one without, ties as one half.
///
/// Its error is that of DeLong, DeLong and Clarke-Pearson (1988): a case's influence is its placement, the share of the other
/// kind that it is above (of a case with the event) or below. Cases of one cluster may go together.
public struct AreaUnderCurve: Sendable, Codable, Hashable {
    /// The area, 0...1; 0.5 of a score that tells nothing.
    public let estimate: Double
    /// Its standard error; nil below two clusters.
    public let standardError: Double?
    /// estimate -/+ z standard errors, within 0...1; nil without an error.
    public let interval: Interval?
    /// Cases with the event.
    public let events: Int
    /// Cases without it.
    public let others: Int

    /// - Parameters:
    ///   - scores: one a case, in any unit.
    ///   - hasEvent: whether it happened, one a case.
    ///   - clusters: which cases go together, one a case; nil where each is by itself.
    /// - Throws: `unequalLengths`, `tooFewUnits` where no case has the event (treatment) or none lacks it, `outside` for a level
    ///   that is none.
    /// - Complexity: O(*n* log *n*).
    public init(
        scores: [Double], hasEvent: [Bool], clusters: [Int]? = nil, level: Double = 0.95
    ) throws(StatisticsError) {
        try Interval.check(level: level)
        guard scores.count == hasEvent.count else { throw .unequalLengths("scores", "events") }
        if let clusters, clusters.count != scores.count { throw .unequalLengths("clusters", "scores") }
        let (with, without) = (scores.indices.filter { hasEvent[$0] }, scores.indices.filter { !hasEvent[$0] })
        guard !with.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        guard !without.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        (events, others) = (with.count, without.count)
        // A case's rank among all less that among its own kind counts the others that it is above (Sun, Xu 2014).
        let among = Midranks(scores).ranks
        var placements = [Double](repeating: 0, count: scores.count)
        for (kind, size) in [(with, Double(without.count)), (without, Double(with.count))] {
            let own = Midranks(kind.map { scores[$0] }).ranks
            for (place, index) in kind.enumerated() { placements[index] = (among[index] - own[place]) / size }
        }
        let area = with.reduce(0) { $0 + placements[$1] } / Double(with.count)
        estimate = area
        // Influences, each over the number of its kind: their sums over clusters have the area's error.
        var sums: [Int: Double] = [:]
        for index in scores.indices {
            let influence =
                hasEvent[index]
                ? (placements[index] - area) / Double(with.count)
                : (1 - placements[index] - area) / Double(without.count)
            sums[clusters?[index] ?? index, default: 0] += influence
        }
        guard sums.count > 1 else {
            (standardError, interval) = (nil, nil)
            return
        }
        let squares = ExactSum.of(sums.sorted { $0.key < $1.key }.map { $0.value * $0.value })
        let error = (squares * Double(sums.count) / Double(sums.count - 1)).squareRoot()
        standardError = error
        let symmetric = Interval.symmetric(
            around: area, standardError: error, alternative: .twoSided, level: level,
            quantile: StandardNormal.quantile(upperTail:))
        interval = Interval(lower: max(0, symmetric.lower), upper: min(1, symmetric.upper), level: level)
    }
}
