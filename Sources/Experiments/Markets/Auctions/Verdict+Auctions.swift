import Marketplace

extension Verdict {
    /// Puts into words what the primary design says of the primary metric, whether it is true, and what the others say.
    init(
        _ plan: Plan, auctions: AuctionPlan, readings: [AuctionReader.Reading], replications: Int,
        health: [HealthCheck]
    ) {
        guard let primary = readings.first else {
            self.init(headline: "No metric could be read out.", details: [], agreement: .unclear)
            return
        }
        let label = primary.metric.label
        let (headline, agreement) = Verdict.judge(
            primary.design.words, label.prefix(1).lowercased() + label.dropFirst(), primary.readout,
            nothing: auctions.isNull ? "nothing was changed" : nil, level: plan.level, replications: replications)
        var details: [String] = []
        if auctions.isNull {
            details.append("Both arms are alike: this is an A/A test, and the true effect is exactly zero.")
        } else {
            details.append("The treatment changes \(plan.arms[1].changes.map(\.text).joined(separator: ", ")).")
            for other in readings.dropFirst() where other.metric.name == primary.metric.name {
                details.append(Verdict.alsoSaid(other.design.words, other.readout))
            }
            if auctions.designs.contains(.userSplit) {
                details.append(
                    "In a user split both arms draw on the same ad budgets: what one arm spends more, the other lacks.")
            }
        }
        self.init(
            headline: headline,
            details: details
                + health.filter { $0.status == .fail }.map { "Health check \($0.name) failed: \($0.message)" },
            agreement: agreement)
    }
}
