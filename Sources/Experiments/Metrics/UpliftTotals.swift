package import Statistics

/// What requests at explored moments brought in one arm: all together, by stretch of the page and by stage of the session.
package struct UpliftTotals: Sendable, Equatable, Codable {
    package private(set) var all = HajekDifference()
    package private(set) var slots: [HajekDifference]
    package private(set) var stages: [HajekDifference]

    init(_ bins: MomentBins) {
        slots = bins.slots.map { _ in HajekDifference() }
        stages = bins.stages.map { _ in HajekDifference() }
    }

    /// Takes in all moments of one user.
    mutating func add(_ moments: [ExploredMoment]) {
        UpliftTotals.add(moments, to: &all)
        for bin in slots.indices { UpliftTotals.add(moments.filter { $0.stretch == bin }, to: &slots[bin]) }
        for bin in stages.indices { UpliftTotals.add(moments.filter { $0.stage == bin }, to: &stages[bin]) }
    }

    private static func add(_ moments: [ExploredMoment], to difference: inout HajekDifference) {
        guard !moments.isEmpty else { return }
        var cluster = HajekDifference.Cluster()
        for moment in moments {
            cluster.add(Double(moment.clicks), treated: moment.asked, chance: Double(moment.propensity) / 1e6)
        }
        difference.add(cluster)
    }

    /// Takes in the users of another world; users of two worlds are different ones.
    mutating func merge(_ other: UpliftTotals) {
        all.merge(other.all)
        for bin in slots.indices { slots[bin].merge(other.slots[bin]) }
        for bin in stages.indices { stages[bin].merge(other.stages[bin]) }
    }
}
