/// Estimates the memory of what is kept of a design's units, in the world that keeps most of it.
struct UnitEstimate {
    /// A row of totals, with the room that rows grow into, and the names of its unit.
    static let bytesPerUnit = 400.0

    let bytes: Double

    init(_ plan: Plan, users: Double, listings: Double) {
        let visits = VisitEstimate(plan)
        func units(_ design: Design) -> Double {
            switch design {
            case .userSplit, .budgetSplit, .userClusters, .campaignSplit, .switchback, .switchbackThompson: 0
            case .stagedRollout: users * Double(plan.rollout.stages)
            case .sessionSplit: visits.sessions
            case .requestSplit: visits.requests
            case .listingSplit, .categorySplit: listings
            // Each seller's sums take as much as two rows.
            case .sellerSplit: listings + 2 * min(users, listings)
            // Pairs that met, and at the end sums of both sides.
            case .twoSided, .interpolatedOnce, .interpolatedTwice: visits.exposures + 2 * (users + listings)
            }
        }
        let own = plan.designs.map(units).max() ?? 0
        // A study's untreated world follows all designs at once; those of pairs share their rows.
        let followed = plan.designs.map { $0.isTwoSided ? Design.twoSided : $0 }.reduce(into: [Design]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let all = plan.study.map { _ in followed.map(units).reduce(0, +) }
        bytes = UnitEstimate.bytesPerUnit * max(own, all ?? 0)
    }
}
