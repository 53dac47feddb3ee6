import Marketplace
import Statistics

/// Reads the designs of a booking market out of its replications: each design's estimate, and the truth beside it.
struct BookingReader {
    let plan: Plan
    let booking: BookingPlan
    let replications: [RoleWorlds<BookingOutcome>]

    /// Days for which bookings were counted, times the market's size.
    private var days: Double {
        Double(plan.schedule.experiment) / 86_400_000 * Double(booking.market.settings.size)
    }

    func read(_ design: BookingDesign) -> MetricReadout {
        let share = booking.market.leftOverShare
        let worlds = replications.map { $0[design.role.rawValue] }
        let readings = worlds.compactMap { try? design.reading($0.totals(days), leftOverShare: share) }
        let estimate = MetricReader.mean(readings.map(\.effect), level: plan.level)
        let relative = try? ReplicationInterval.ratioOfMeans(
            readings.map(\.effect), over: readings.map(\.control), level: plan.level)
        let truth = MetricReader.truth(twins, level: plan.level)
        let units = units(design, worlds)
        return MetricReadout(
            name: design.rawValue, label: design.label, definition: design.definition, unit: .count,
            moreIsBetter: true,
            control: ArmValue(mean: MetricReader.mean(readings.map(\.control)), n: units[0]),
            treatment: ArmValue(mean: MetricReader.mean(readings.map(\.treatment)), n: units[1]),
            difference: estimate.effect, relative: relative.map { EffectEstimate($0) },
            relativeDefinition: "mean difference over mean control of the replications, delta method",
            pValue: estimate.pValue, method: "t over replications", adjusted: nil, truth: truth,
            bias: Bias(estimate: estimate.effect, truth: truth.difference), note: note(readings.count))
    }

    /// What the design said, replication by replication.
    func trials(_ design: BookingDesign) -> DesignTrials {
        DesignTrials(
            name: design.rawValue, words: design.words, definition: design.definition,
            estimates: replications.map {
                try? design.reading(
                    $0[design.role.rawValue].totals(days), leftOverShare: booking.market.leftOverShare
                ).effect
            }, intervals: [], nulls: [])
    }

    /// Bookings a day for each unit of the market's size, with nobody and with everybody treated.
    var twins: [(Double, Double)] {
        replications.map {
            (
                $0[BookingTask.Role.allControl.rawValue].rate(days),
                $0[BookingTask.Role.allTreated.rawValue].rate(days)
            )
        }
    }

    /// The units that the design splits, by arm over all replications: listings where only they are split.
    private func units(_ design: BookingDesign, _ worlds: [BookingOutcome]) -> [Int] {
        (0...1).map { arm in
            worlds.reduce(0) { $0 + (design.role.splitsCustomers ? $1.tally.customers : $1.tally.listings)[arm] }
        }
    }

    private func note(_ read: Int) -> String? {
        if read < replications.count {
            return
                "\(replications.count - read) of \(replications.count) replications had nobody in a cell of the design"
        }
        return replications.count == 1 ? "no interval: one replication gives none, run at least two" : nil
    }
}
