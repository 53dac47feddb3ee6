import Marketplace
import PolicyKit

extension WorldRole {
    /// Sessions are split, and shares follow from what sessions have brought.
    public static let allocation = WorldRole(rawValue: "allocation")
}

/// Sessions, in arms whose shares follow from what the sessions before have brought.
struct AllocatedSessions: UserSplitting {
    private let allocation: SessionAllocation

    init(_ draw: SplitDraw) {
        let plan = draw.plan
        let sessions = draw.hashed(SessionsApart.layer)
        allocation = SessionAllocation(
            plan.allocation ?? .uniform, settings: plan.bandit, arms: plan.arms.count, start: plan.schedule.warmup
        ) { user, session in sessions.place(ofUnit: SessionsApart.name(session, of: user)) }
    }

    var randomisation: Randomisation? { .allocated(allocation) }
}

extension Plan {
    /// What the plan lacks for adaptive allocation, where it asks for it, each with the keys to be blamed.
    public var allocationFaults: [DesignFault] {
        guard let allocation else { return [] }
        let key = "experiment.allocation"
        let ofLayers = DesignFault.needsNoLayers(self, key, "adaptive allocation")
        guard ofLayers.isEmpty else { return ofLayers }
        if allocation != .uniform, bandit.leastShare * Double(arms.count) > 1 - 1e-9 {
            return [
                DesignFault(
                    only: ["experiment.bandit.least_share", "experiment.arms"],
                    "\(arms.count) arms with at least \(Unit.share.text(bandit.leastShare)) each leave no session to an arm that looks better"
                )
            ]
        }
        let turns = (schedule.experiment + bandit.update - 1) / bandit.update
        if turns > 2_000 {
            return [
                DesignFault(
                    only: ["experiment.bandit.update", "experiment.length"],
                    "every change of the shares is kept: expected at most 2000 in experiment.length, found \(turns)")
            ]
        }
        if allocation != .uniform, turns < 2 {
            return [
                DesignFault(
                    only: ["experiment.bandit.update", "experiment.length"],
                    "the shares first change after \(Unit.duration.text(Double(bandit.update))), but experiment.length is "
                        + Unit.duration.text(Double(schedule.experiment)))
            ]
        }
        return []
    }
}
