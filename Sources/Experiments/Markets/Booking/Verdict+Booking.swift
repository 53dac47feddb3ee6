import Foundation
import Marketplace

extension Verdict {
    /// Puts into words what the primary design says, whether it is true, and which design comes nearest to the truth.
    init(_ plan: Plan, booking: BookingPlan, designs: [MetricReadout], replications: Int, health: [HealthCheck]) {
        guard let primary = designs.first, let design = booking.designs.first else {
            self.init(headline: "No design was read out.", details: [], agreement: .unclear)
            return
        }
        let (headline, agreement) = Verdict.judge(
            design.words, "bookings", primary, nothing: booking.market.isNull ? "nothing was changed" : nil,
            level: plan.level,
            replications: replications)
        self.init(
            headline: headline,
            details: Verdict.details(plan, booking: booking, designs: designs)
                + health.filter { $0.status == .fail }.map { "Health check \($0.name) failed: \($0.message)" },
            agreement: agreement)
    }

    private static func details(_ plan: Plan, booking: BookingPlan, designs: [MetricReadout]) -> [String] {
        guard !booking.market.isNull else {
            return ["The treatment changes no utility: this is an A/A test, and the true effect is exactly zero."]
        }
        let leftOver = String(format: "%.0f %%", booking.market.leftOverShare * 100)
        var details = ["The treatment changes \(plan.arms[1].changes.map(\.text).joined(separator: ", "))."]
        let nearest = zip(booking.designs, designs).min { abs($0.1.bias.absolute) < abs($1.1.bias.absolute) }
        if let (design, readout) = nearest, designs.count > 1 {
            let said = effect(readout.relative, or: readout.difference)
            details.append("Nearest to the truth comes the \(design.words), which says \(said).")
        }
        if booking.designs.contains(where: { $0.role == .twoSided }) {
            details.append(Verdict.shares(plan, booking: booking))
        }
        details.append(
            "Demand leaves over \(leftOver) of the supply (exp(−demand / supply)): near 100 % customers hardly compete "
                + "for listings and a customer split errs little; near 0 % listings are scarce and a listing split "
                + "errs little.")
        return details
    }

    /// What the two-sided designs treat, and for which shares their small bias was shown.
    private static func shares(_ plan: Plan, booking: BookingPlan) -> String {
        func words(_ shares: TwoSidedShares) -> String {
            String(
                format: "%.4g %% of customers and %.4g %% of listings", shares.customers * 100, shares.listings * 100)
        }
        let treated = booking.treatedShares(in: .twoSided, split: plan.split)
        let suited = TwoSidedShares(leftOverShare: booking.market.leftOverShare)
        let treats = "The two-sided designs treat \(words(treated))"
        return treated == suited
            ? "\(treats), the shares for which the small bias of TSRI was shown (Johari et al. 2022, eq. 26)."
            : "\(treats); the small bias of TSRI was shown for \(words(suited)) (Johari et al. 2022, eq. 26)."
    }
}
