/// Estimates the memory of what is kept of a design's units, in the world that keeps most of it.
struct UnitEstimate {
    /// A row of totals, with the room that rows grow into, and the names of its unit.
    static let bytesPerUnit = 400.0

    let bytes: Double

    init(_ plan: Plan, users: Double, listings: Double) {
        let size = DesignModel.Size(plan: plan, users: users, listings: listings, visits: VisitEstimate(plan))
        let own = plan.designs.map { $0.model.rows(size) }.max() ?? 0
        // A study's untreated world follows all designs at once; those of one split share their rows.
        var rows: [WorldRole: Double] = [:]
        for design in plan.designs { rows[design.role] = design.model.rows(size) }
        let all = plan.study == nil ? 0 : rows.sorted { $0.key.rawValue < $1.key.rawValue }.reduce(0) { $0 + $1.value }
        bytes = UnitEstimate.bytesPerUnit * max(own, all)
    }
}
