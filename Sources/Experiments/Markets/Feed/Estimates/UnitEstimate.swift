/// Estimates the memory of what is kept of a design's units, in the world that keeps most of it.
struct UnitEstimate {
    /// A row of totals, with the room that rows grow into, and the names of its unit.
    static let bytesPerUnit = 400.0

    let bytes: Double

    init(_ plan: Plan, users: Double, listings: Double) {
        let size = DesignModel.Size(plan: plan, users: users, listings: listings, visits: VisitEstimate(plan))
        // The twins follow all designs at once; those of one split share their rows.
        var rows: [WorldRole: Double] = [:]
        for design in plan.designs { rows[design.role] = design.model.rows(size) }
        let all = rows.sorted { $0.key.rawValue < $1.key.rawValue }.reduce(0) { $0 + $1.value }
        bytes = UnitEstimate.bytesPerUnit * all
    }
}
