extension Plan {
    /// The same with one treatment of several, as if there were no other: what its comparison with control is read out by.
    /// - Parameter arm: of the treatment, from 1.
    func comparing(_ arm: Int) -> Plan {
        guard arms.count > 2 else { return self }
        var plan = self
        plan.arms = [arms[0], arms[arm]]
        let both = split.shares[0] + split.shares[arm]
        plan.split.shares = [split.shares[0] / both, split.shares[arm] / both]
        return plan
    }
}
