import PolicyKit

extension CampaignTerms {
    /// What a unit of value is worth to the campaign: its cost target, or 1 without one.
    var worth: Double { target ?? 1 }

    /// The cost target, where there is one that can be met; one that is no number counts as none.
    var target: Double? {
        guard let costTarget, costTarget.isFinite, costTarget >= 0 else { return nil }
        return costTarget
    }

    /// T: opportunities of a period, at least 1.
    var horizon: Double { opportunities.isFinite ? max(1, opportunities) : 1 }

    /// rho = B/T: what may be spent on an opportunity if the budget is to last; infinite without a budget.
    var spendRate: Double { budget > 0 ? budget / horizon : 0 }
}
