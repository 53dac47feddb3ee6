extension WorldTask {
    /// All worlds of a plan's run.
    public static func all(of plan: Plan) -> [WorldTask] {
        all(replications: plan.replications, roles: plan.roles, treatments: plan.arms.count - 1)
    }
}
