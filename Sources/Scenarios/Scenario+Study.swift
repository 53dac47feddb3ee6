import Experiments

extension Scenario {
    /// The same with its designs compared: those that it names, or, where it names none, all that its market and its change
    /// allow.
    public func studied() -> Scenario {
        var scenario = self
        scenario.plan.study = plan.study ?? Study()
        if case .booking(let booking) = plan.kind { scenario.plan.kind = .booking(booking.studied()) }
        guard plan.kind == .feed, plan.designs == [.userSplit] else { return scenario }
        scenario.plan.designs = Design.allCases.filter { design in
            var alone = plan
            alone.designs = [design]
            return alone.experimentFaults.isEmpty
        }
        return scenario
    }
}
