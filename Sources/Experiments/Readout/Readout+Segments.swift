import Marketplace
import Statistics

extension SegmentReadout {
    /// Every segment of a plan with two arms under its primary design; nil where the plan has none.
    static func all(_ plan: Plan, replications: [FeedReplication]) -> [SegmentReadout]? {
        guard !plan.segmentations.isEmpty else { return nil }
        return plan.segments.enumerated().map { place, name in
            let own = replications.map { $0.within(segment: place) }
            let users = (0...1).map { arm in own.reduce(0) { $0 + $1.experiment.arms[arm].n } }
            let readers = plan.metrics.compactMap(Metric.named).filter(plan.designs[0].reads).map {
                MetricReader(
                    $0, design: plan.designs[0], level: plan.level, bias: plan.biasMethod(under: plan.designs[0]),
                    replications: own)
            }
            let empty = zip(plan.arms, users).filter { $1 == 0 }.map(\.0.name)
            return SegmentReadout(
                segmentation: name.segmentation, segment: name.segment, usersControl: users[0],
                usersTreatment: users[1], metrics: readers.compactMap { $0.read(users: users) },
                note: empty.isEmpty ? nil : "no user of the segment is in \(empty.joined(separator: " or "))")
        }
    }
}

extension Readout {
    /// The p-values of each metric over all segments and treatments, by Holm's method.
    mutating func adjustSegments(with others: inout [Readout]) {
        var lists = ([self] + others).map { $0.segments ?? [] }
        for name in Set(lists.joined().flatMap { $0.metrics.map(\.name) }) {
            var places: [(list: Int, segment: Int, metric: Int)] = []
            var pValues: [Double] = []
            for list in lists.indices {
                for (segment, readout) in lists[list].enumerated() {
                    guard let metric = readout.metrics.firstIndex(where: { $0.name == name }),
                        let pValue = readout.metrics[metric].pValue
                    else { continue }
                    places.append((list, segment, metric))
                    pValues.append(pValue)
                }
            }
            guard let adjusted = try? MultipleTesting.holm.adjusted(pValues) else { continue }
            for (place, pValue) in zip(places, adjusted) {
                lists[place.list][place.segment].metrics[place.metric].pValueAdjusted = pValue
            }
        }
        if segments != nil { segments = lists[0] }
        for other in others.indices where others[other].segments != nil { others[other].segments = lists[other + 1] }
    }
}
