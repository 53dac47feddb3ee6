import Experiments

/// One metric by segments of users: a readout for each segment, under the segment's name.
struct SegmentTable {
    /// Of the metric.
    let label: String
    let segments: [MetricReadout]
    /// The same in words.
    let metrics: MetricTable

    /// A table per metric, the primary one first; none where no segments were read out.
    static func all(_ readout: Readout) -> [SegmentTable] {
        guard let segments = readout.segments else { return [] }
        // A segment may lack a metric, so that their order is that of the segment which has most of them.
        let metrics = segments.sorted { $0.metrics.count > $1.metrics.count }.flatMap { $0.metrics.map(\.name) }
        return Wording.distinct(metrics).map { name in
            let rows = segments.compactMap { segment -> MetricReadout? in
                guard var own = segment.metrics.first(where: { $0.name == name }) else { return nil }
                let users = segment.usersControl + segment.usersTreatment
                own.label =
                    "\(segment.segmentation): \(segment.segment) "
                    + "(\(Digits.count(users)) \(Plural.word(users, "user")))"
                return own
            }
            return SegmentTable(
                label: Wording.label(name), segments: rows, metrics: MetricTable(rows, of: readout))
        }
    }

    /// Over what users are counted, and which segments were read out of nobody in an arm, a sentence each.
    static func notes(_ readout: Readout) -> [String] {
        guard let segments = readout.segments else { return [] }
        let empty = segments.compactMap { segment in
            segment.note.map { "\(segment.segmentation): \(segment.segment): \($0)" }
        }
        guard readout.replications > 1 else { return empty }
        return ["users of segments are counted over all \(Digits.count(readout.replications)) replications"] + empty
    }
}
