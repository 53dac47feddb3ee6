import Foundation
import Marketplace

/// The sentences of a verdict that only a booking market has.
enum BookingWords {
    /// What shares are treated, and where the designs are known to err little.
    static func notes(_ plan: Plan, _ booking: BookingPlan) -> [String] {
        let leftOver = String(format: "%.0f %%", booking.market.leftOverShare * 100)
        return (booking.designs.contains { $0.role == .twoSided } ? [shares(plan, booking: booking)] : []) + [
            "Demand leaves over \(leftOver) of the supply (exp(−demand / supply)): near 100 % customers hardly compete "
                + "for listings and a customer split errs little; near 0 % listings are scarce and a listing split "
                + "errs little (Johari et al. 2022)."
        ]
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
