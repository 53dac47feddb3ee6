/// A rate per event, such as conversions per session, whose events go by user.
///
/// The delta method's variance equals CR0 x G/(G - 1) of the regression of the events on a constant (Deng, Knoblich,
/// Lu 2018, sec. 3): two roads to one error.
public struct ClusteredRatio: Sendable, Codable, Hashable {
    /// sum(totals)/sum(events).
    public let ratio: Double
    /// Squared standard error by the delta method over clusters.
    public let deltaVariance: Double
    /// Squared standard error CR0 of the event-level regression.
    public let cr0Variance: Double
    /// How many clusters.
    public let clusters: Int

    /// - Parameters:
    ///   - totals: sum of the outcome over each cluster's events.
    ///   - events: how many events each cluster has.
    /// - Throws: `unequalLengths`, `tooFewValues` below two clusters, `undefined` without events.
    public init(totals: [Double], events: [Double]) throws(StatisticsError) {
        guard totals.count == events.count else { throw .unequalLengths("totals", "events") }
        guard totals.count > 1 else { throw .tooFewValues(totals.count, minimum: 2) }
        var moments = CovarianceMoments(variables: 2)
        for (total, count) in zip(totals, events) { moments.add([total, count]) }
        let columns = RatioMetric.Columns(numerator: 0, denominator: 1)
        guard let ratio = RatioMetric.value(columns, of: moments) else { throw .undefined("there are no events") }
        self.ratio = ratio
        clusters = totals.count
        deltaVariance = RatioMetric.variance(columns, of: moments) / Double(totals.count)
        let squares = ExactSum.of(zip(totals, events).map { ($0 - ratio * $1) * ($0 - ratio * $1) })
        let allEvents = ExactSum.of(events)
        cr0Variance = squares / (allEvents * allEvents)
    }
}
