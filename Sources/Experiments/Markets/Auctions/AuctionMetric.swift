public import Marketplace
import Statistics

/// What is read out of an auction market: a number an arm, as if all users were in the arm.
public struct AuctionMetric: Sendable {
    /// Lower-case words joined by `_`.
    public let name: String
    /// The metric's name for people.
    public let label: String
    /// One sentence with the definition.
    public let definition: String
    /// What the metric is counted in.
    public let unit: Metric.Unit
    /// Whether more is better; nil where neither is.
    public let moreIsBetter: Bool?
    /// Whether it may be negative: a lift over it then needs a base that is clearly above 0.
    var mayBeNegative = false
    /// How that comes, where it surprises; nil where it does not.
    var reasonToBeNegative: String?
    /// Nil where there was nothing to divide by.
    let value: @Sendable (AuctionTally, Part) -> Double?

    /// The part of a market that an arm's figures come from.
    struct Part {
        /// Share of the opportunities, 1 in a twin.
        let opportunities: Double
        /// Share of every budget that the arm has to itself: 1 where budgets are shared.
        let budgets: Double
        /// What watched campaigns won of what hindsight could have bought; nil where budgets are shared between arms, so that
        /// no arm has a best of its own.
        let hindsight: HindsightTally?
        /// Days that were counted.
        let days: Double

        /// Brings a sum over the arm's users to a day of the whole market.
        func daily(_ sum: Double) -> Double? { opportunities > 0 ? sum / opportunities / days : nil }
    }

    /// The metrics of every auction market, the primary one first.
    public static let standard: [AuctionMetric] = [
        AuctionMetric(
            name: "advertiser_value", label: "Advertiser value",
            definition: "Expected worth of the conversions that exposures bring per day.", unit: .money,
            moreIsBetter: true
        ) { $1.daily($0.expectedValue * minor) },
        AuctionMetric(
            name: "ad_revenue", label: "Ad revenue", definition: "What advertisers pay per day.", unit: .money,
            moreIsBetter: true
        ) { $1.daily(Double($0.revenue) * 1e-6 * minor) },
        AuctionMetric(
            name: "surplus", label: "Advertiser surplus", definition: "Advertiser value less ad revenue per day.",
            unit: .money, moreIsBetter: true, mayBeNegative: true
        ) { $1.daily(($0.expectedValue - Double($0.revenue) * 1e-6) * minor) },
        AuctionMetric(
            name: "conversions", label: "Conversions", definition: "Conversions per day.", unit: .count,
            moreIsBetter: true
        ) { $1.daily(Double($0.conversions)) },
        AuctionMetric(
            name: "score", label: "Score",
            definition:
                "Expected conversions per day x min(1, (target CPA / CPA)²), of campaigns with a target (AuctionNet).",
            unit: .count, moreIsBetter: true
        ) { $1.daily($0.score) },
        AuctionMetric(
            name: "cost_per_conversion", label: "Cost per conversion",
            definition: "Ad revenue / expected conversions (CPA).", unit: .money, moreIsBetter: false
        ) { tally, _ in
            tally.expectedConversions > 0 ? Double(tally.revenue) * 1e-6 * minor / tally.expectedConversions : nil
        },
        AuctionMetric(
            name: "cost_to_target", label: "CPA to target",
            definition: "Mean over campaign-days with a target of CPA / target CPA.", unit: .share, moreIsBetter: nil
        ) { tally, _ in tally.targetDays > 0 ? tally.costToTarget / Double(tally.targetDays) : nil },
        AuctionMetric(
            name: "violations", label: "Target violations",
            definition:
                "Share of campaign-days with a target on which the CPA, by expected conversions, was above it.",
            unit: .share, moreIsBetter: false
        ) { tally, _ in tally.targetDays > 0 ? Double(tally.daysOverTarget) / Double(tally.targetDays) : nil },
        AuctionMetric(
            name: "budget_use", label: "Budget use",
            definition:
                "Mean over campaign-days of spend / budget; where arms share budgets, divided by the arm's share of users.",
            unit: .share, moreIsBetter: nil
        ) { tally, part in
            tally.campaignDays > 0
                ? tally.budgetUse / Double(tally.campaignDays) * part.budgets / part.opportunities : nil
        },
        AuctionMetric(
            name: "fill_rate", label: "Fill rate", definition: "Slots sold / slots offered.", unit: .share,
            moreIsBetter: true
        ) { tally, _ in tally.slots > 0 ? Double(tally.wins) / Double(tally.slots) : nil },
        AuctionMetric(
            name: "win_gini", label: "Gini of wins",
            definition:
                "Gini coefficient of slots won over campaigns: 0 when all win alike, towards 1 when one wins all.",
            unit: .share, moreIsBetter: nil
        ) { tally, _ in GiniCoefficient.of(tally.winsOfCampaigns) },
        AuctionMetric(
            name: "price_to_reserve", label: "Price to reserve",
            definition: "Mean over exposures of price / reserve.", unit: .count, moreIsBetter: nil
        ) { tally, _ in
            tally.exposures > 0 && tally.priceToReserve > 0 ? tally.priceToReserve / Double(tally.exposures) : nil
        },
        AuctionMetric(
            name: "competitive_ratio", label: "Competitive ratio",
            definition: "Predicted value that watched campaigns won / the most that hindsight could have bought.",
            unit: .share, moreIsBetter: true
        ) { _, part in part.hindsight.flatMap { $0.bestValue > 0 ? $0.wonValue / $0.bestValue : nil } },
        AuctionMetric(
            name: "regret", label: "Regret",
            definition: "Value that hindsight could have bought and a watched campaign did not win, a campaign-day.",
            unit: .money, moreIsBetter: false, mayBeNegative: true,
            reasonToBeNegative:
                "regret is negative where campaigns missed their targets and won more than the optimum, which keeps them"
        ) { _, part in
            part.hindsight.flatMap { $0.days > 0 ? ($0.bestValue - $0.wonValue) * minor / Double($0.days) : nil }
        },
    ]

    /// Minor units of a currency unit, which readouts count money in.
    private static let minor = 100.0

    /// The standard metric of that name, or nil.
    public static func named(_ name: String) -> AuctionMetric? { standard.first { $0.name == name } }
}
