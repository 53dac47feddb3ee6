public import Experiments
public import PolicyKit

/// A scenario that was read and found good: the plan, and what it was read from.
public struct Scenario: Sendable {
    /// Everything about the run; checked.
    public internal(set) var plan: Plan
    /// What its readout must bear out. It belongs to no plan, as it changes nothing that happens.
    public let expectations: [Expectation]
    /// What the plan's policies are by their names: the program's, and those that this scenario brought.
    public let policies: PolicyRegistry
    /// The path it was read from.
    public let file: String
    /// The file's text, byte for byte.
    public let text: String
    /// What the command line changed; the plan has it, the text has not.
    public let overrides: [ScenarioOverride]
}

extension Scenario {
    /// The scenario with its designs compared: those that it names, or, where it names none, all that its market and
    /// its change allow.
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
