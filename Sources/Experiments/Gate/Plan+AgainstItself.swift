extension Plan {
    /// The designs that compare users of one world with each other, which is what a gate can judge world by world.
    public var splitDesigns: [Design] { designs.filter(\.splitsUsers) }

    /// The plan with control in both arms, so often: whatever an experiment on it says, the true effect is 0.
    public func againstItself(experiments: Int) -> Plan {
        var plan = comparing(1)
        plan.layers = []
        var treatment = arms[0]
        treatment.name = arms[1].name
        plan.arms = [arms[0], treatment]
        plan.designs = splitDesigns
        plan.replications = experiments
        plan.publishedMarket = nil
        plan.study = nil
        return plan
    }
}
