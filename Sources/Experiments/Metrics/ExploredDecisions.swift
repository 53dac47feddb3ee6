package import Marketplace
import Statistics

/// Follows up the moments of the experiment at which a request policy drew its decision: the clicks over the policy's horizon, or
/// to the session's end, which is what the policy learns from.
package final class ExploredDecisions: JournalConsumer {
    /// Where a user's session stands.
    private struct Visit {
        var exposures: UInt32 = 0
        /// The place in `moments` of the one that is being followed up.
        var moment = Visit.none
        /// Exposures to come until its horizon.
        var left: UInt32 = 0

        static let none = UInt32.max
    }

    private let bins: [DecisionBins]
    private let experimentStart: Int64
    /// The arm that a record's cell belongs to.
    private let arm: @Sendable (UInt8) -> UInt8
    private var visits: [Visit]
    /// A few bytes each: the one thing of the journal that is kept, because a user's moments lie far apart.
    private var moments: [ExploredDecision] = []

    /// - Parameters:
    ///   - bins: one an arm.
    ///   - arm: of a market's cell.
    package init(
        users: Int, bins: [DecisionBins], experimentStart: Int64, arm: @escaping @Sendable (UInt8) -> UInt8 = { $0 }
    ) {
        self.arm = arm
        self.bins = bins
        self.experimentStart = experimentStart
        visits = Array(repeating: Visit(), count: users)
    }

    package func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            switch record.kind {
            case .sessionStart, .sessionEnd: visits[Int(record.user)] = Visit()
            case .exposure: ExploredDecisions.pass(&visits[Int(record.user)])
            case .click:
                let moment = visits[Int(record.user)].moment
                if moment != Visit.none { moments[Int(moment)].clicks += 1 }
            case .exploration where record.time >= experimentStart: begin(record)
            default: break
            }
        }
    }

    private static func pass(_ visit: inout Visit) {
        visit.exposures += 1
        if visit.left > 0 { visit.left -= 1 } else { visit.moment = Visit.none }
    }

    private func begin(_ record: JournalRecord) {
        let user = Int(record.user)
        let arm = arm(record.arm)
        let bins = bins[Int(arm)]
        visits[user].moment = UInt32(moments.count)
        visits[user].left = UInt32(record[.horizon])
        moments.append(
            ExploredDecision(
                user: record.user, arm: arm, stretch: UInt8(bins.stretch(ofSlot: Int(record[.lastSlot]) + 1)),
                stage: UInt8(bins.stage(ofExposure: Int(visits[user].exposures))), asked: record[.asked] != 0,
                propensity: UInt32(clamping: record[.propensity])))
    }

    /// The uplift in each arm, with its users as clusters.
    package var arms: [UpliftTotals] {
        var arms = bins.map(UpliftTotals.init)
        let byUser = moments.indices.sorted { (moments[$0].user, $0) < (moments[$1].user, $1) }
        var start = 0
        while start < byUser.count {
            let user = moments[byUser[start]].user
            let end = byUser[start...].firstIndex { moments[$0].user != user } ?? byUser.count
            let own = byUser[start..<end].map { moments[$0] }
            // A user is in one arm throughout the experiment.
            arms[Int(own[0].arm)].add(own)
            start = end
        }
        return arms
    }
}
