import Marketplace

extension Verdict {
    /// Puts into words what the primary design says of the primary metric, whether it is true, and what the others say.
    init(_ plan: Plan, auctions: AuctionPlan, metrics: [MetricReadout], replications: Int, health: [HealthCheck]) {
        guard let primary = metrics.first, let design = auctions.designs.first,
            let metric = auctions.metrics.first.flatMap(AuctionMetric.named)
        else {
            self.init(headline: "No metric could be read out.", details: [], agreement: .unclear)
            return
        }
        let agreement =
            auctions.isNull && replications > 1
            ? (primary.difference.contains(0) ? .agrees : .misleads)
            : Verdict.agreement(primary, level: plan.level, replications: replications)
        let said = Verdict.effect(primary.relative, or: primary.difference)
        let true_ = Verdict.effect(primary.truth.relative, or: primary.truth.difference)
        let what = metric.label.prefix(1).lowercased() + metric.label.dropFirst()
        let headline =
            switch agreement {
            case .agrees where auctions.isNull:
                "Nothing was changed, and the \(design.words) finds nothing: \(what) \(said), within chance."
            case .misleads where auctions.isNull:
                "A false alarm: nothing was changed, but the \(design.words) says \(what) \(said)."
            case .agrees: "The \(design.words) tells the truth: \(what) \(said), and a launch would bring \(true_)."
            case .misleads: "The \(design.words) misleads: it says \(what) \(said), but a launch would bring \(true_)."
            case .unclear: "Too noisy to say: the \(design.words) says \(what) \(said), a launch would bring \(true_)."
            }
        var details: [String] = []
        if auctions.isNull {
            details.append("Both arms are alike: this is an A/A test, and the true effect is exactly zero.")
        } else {
            details.append("The treatment changes \(plan.arms[1].changes.map(\.text).joined(separator: ", ")).")
            let others = zip(auctions.designs, metrics).dropFirst()
            for (design, readout) in others.prefix(auctions.designs.count - 1) {
                let holds = readout.difference.contains(readout.truth.difference.estimate)
                let said = Verdict.effect(readout.relative, or: readout.difference)
                details.append(
                    "The \(design.words) says \(said); its interval \(holds ? "holds" : "misses") the truth.")
            }
            if auctions.designs.contains(.userSplit) {
                details.append(
                    "In a user split both arms draw on the same budgets: what one arm spends more, the other lacks.")
            }
        }
        self.init(
            headline: headline,
            details: details
                + health.filter { $0.status == .fail }.map { "Health check \($0.name) failed: \($0.message)" },
            agreement: agreement)
    }
}
