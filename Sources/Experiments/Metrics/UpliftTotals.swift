package import Statistics

/// A moment at which a request policy drew its decision, and what followed it.
struct ExploredDecision: BitwiseCopyable {
    let user: UInt32
    let arm: UInt8
    /// The page's stretch and the session's stage, as `DecisionBins` has them.
    let stretch: UInt8
    let stage: UInt8
    /// Whether a page was asked for.
    let asked: Bool
    /// The chance with which that was drawn, in millionths.
    let propensity: UInt32
    /// Over the policy's horizon, or to the session's end.
    var clicks: UInt32 = 0
}

/// Sorts moments of a session by how far down the page, and how far into the session, they come.
package struct DecisionBins: Sendable, Equatable {
    private static let stretches = 5
    private static let stageEnds = [10, 30, 100]

    /// The last slot of each stretch of the page, counted from 1.
    private let slotEnds: [Int]

    /// - Parameter pageSize: slots of a page, at least 1.
    package init(pageSize: Int) {
        let count = min(DecisionBins.stretches, pageSize)
        slotEnds = (1...count).map { pageSize * $0 / count }
    }

    /// First and last slot of each stretch of the page, counted from 1.
    var slots: [(from: Int, to: Int?)] { zip([0] + slotEnds, slotEnds).map { ($0 + 1, $1) } }

    /// First and last exposure of each stage of a session, counted from 1; the last stage has no end.
    var stages: [(from: Int, to: Int?)] {
        zip([0] + DecisionBins.stageEnds, DecisionBins.stageEnds.map(Optional.some) + [nil]).map { ($0 + 1, $1) }
    }

    /// The stretch of the page that the slot, counted from 1, belongs to; a slot beyond the page, which a session has kept from
    /// before the experiment, to the last.
    func stretch(ofSlot slot: Int) -> Int { slotEnds.firstIndex { slot <= $0 } ?? slotEnds.count - 1 }

    /// The stage that the exposure, counted from 1, belongs to.
    func stage(ofExposure exposure: Int) -> Int {
        DecisionBins.stageEnds.firstIndex { exposure <= $0 } ?? DecisionBins.stageEnds.count
    }
}

/// What requests at explored moments brought in one arm: all together, by stretch of the page and by stage of the session.
package struct UpliftTotals: Sendable, Equatable, Codable {
    package private(set) var all = HajekDifference()
    package private(set) var slots: [HajekDifference]
    package private(set) var stages: [HajekDifference]

    init(_ bins: DecisionBins) {
        slots = bins.slots.map { _ in HajekDifference() }
        stages = bins.stages.map { _ in HajekDifference() }
    }

    /// Takes in all moments of one user.
    mutating func add(_ moments: [ExploredDecision]) {
        UpliftTotals.add(moments, to: &all)
        for bin in slots.indices { UpliftTotals.add(moments.filter { $0.stretch == bin }, to: &slots[bin]) }
        for bin in stages.indices { UpliftTotals.add(moments.filter { $0.stage == bin }, to: &stages[bin]) }
    }

    private static func add(_ moments: [ExploredDecision], to difference: inout HajekDifference) {
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
