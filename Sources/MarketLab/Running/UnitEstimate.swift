import Experiments

/// Estimates the memory of what is kept of a design's units, in the world that keeps most of it.
struct UnitEstimate {
    /// A row of totals, with the room that rows grow into, and the names of its unit.
    static let bytesPerUnit = 400.0

    let bytes: Double

    init(_ plan: Plan, users: Double, listings: Double) {
        let visits = VisitEstimate(plan)
        func units(_ design: Design) -> Double {
            switch design {
            case .userSplit, .budgetSplit, .userClusters, .campaignSplit, .switchback: 0
            case .sessionSplit: visits.sessions
            case .requestSplit: visits.requests
            case .listingSplit, .sellerSplit, .categorySplit: listings
            case .twoSided, .interpolatedOnce, .interpolatedTwice: 2 * (users + listings)
            }
        }
        let own = plan.designs.map(units).max() ?? 0
        // A study's untreated world follows all designs at once, and pairs once a draw.
        let all = plan.study.map { study in
            plan.designs.filter { !$0.isTwoSided }.map(units).reduce(0, +)
                + (plan.designs.contains(where: \.isTwoSided) ? Double(study.nullDraws) * units(.twoSided) : 0)
        }
        bytes = UnitEstimate.bytesPerUnit * max(own, all ?? 0)
    }
}
