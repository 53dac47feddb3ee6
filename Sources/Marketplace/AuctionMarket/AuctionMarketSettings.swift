public import Bidding
import Foundation
public import PolicyKit

/// Sets what is auctioned in a market of auctions alone, who bids, and what an exposure is worth to them.
///
/// The defaults are AuctionNet's market: 48 campaigns in 6 categories, 500,000 opportunities a day, 48 ticks, three slots
/// seen with chances 1, .8 and .6, pay on exposure (Su et al., NeurIPS 2024).
public struct AuctionMarketSettings: ParameterSection {
    public var campaigns: Int64 = 48
    public var categories: Int64 = 6
    public var segments: Int64 = 1
    public var users: Int64 = 20_000
    public var opportunitiesPerDay: Int64 = 500_000
    public var ticks: Int64 = 48
    public var settling: Int64 = 1

    public var slots: Int64 = 3
    public var exposureStep = 0.2
    public var pricing = AuctionPricing.secondPrice.rawValue
    public var reserve = 0.0001
    public var payment = AdPayment.exposure.rawValue

    public var budgetLeast = 2_000.0
    public var budgetMost = 4_850.0
    public var targetLeast = 60.0
    public var targetMost = 130.0
    public var qualitySigma = 0.0

    public var conversionRate = 0.0005
    public var clickRate = 0.05
    public var opportunitySigma = 0.5
    public var categorySigma = 0.5
    public var valueSigma = 0.6
    public var predictionSigma = 0.0
    public var calibrationSigma = 0.0

    public var brandShare = 0.0
    public var demandShock = 0.0
    public var watched: Int64 = 2

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("campaigns", \.campaigns, .count, 1...100_000, "Campaigns that bid."),
        field("categories", \.categories, .count, 1...64, "Categories that campaigns belong to, in equal numbers."),
        field(
            "segments", \.segments, .count, 1...100_000,
            "Parts of the audience; a campaign bids in one of them only, and an opportunity belongs to one."),
        field("users", \.users, .count, 1...10_000_000, "Users whom the opportunities belong to."),
        field(
            "opportunities_per_day", \.opportunitiesPerDay, .count, 1...100_000_000,
            "Pages with ad slots on a mean day; hours and weekdays differ by their traffic."),
        field("ticks", \.ticks, .count, 1...1_440, "Parts of a day after which bids are planned anew."),
        field(
            "settling", \.settling, .count, 0...3_650,
            "Days before the experiment in which policies learn and nothing is counted."),
        field("slots", \.slots, .count, 1...8, "Ad slots of a page."),
        field(
            "exposure_step", \.exposureStep, .share, 0...0.99,
            "What the chance that a slot is seen loses from one slot to the next; the first slot is always seen."),
        field(
            "pricing", \.pricing, choices: AuctionPricing.allCases.map(\.rawValue),
            "What the winner of a slot pays: the least bid that keeps it (GSP), its own bid, or what the others lose."),
        field(
            "reserve", \.reserve, .number, 0...1e9,
            "Least bid times quality that wins a slot, and least price, in currency units for an exposure."),
        field(
            "payment", \.payment, choices: AdPayment.allCases.map(\.rawValue),
            "When a winner pays; for a click or a conversion the price of an exposure over its predicted chance."),
        field("budget_least", \.budgetLeast, .number, 0.01...1e9, "Lowest daily budget, in currency units."),
        field("budget_most", \.budgetMost, .number, 0.01...1e9, "Highest daily budget; in between they spread evenly."),
        field(
            "target_least", \.targetLeast, .number, 1e-6...1e9,
            "Lowest target cost of a conversion (target CPA), in currency units; it is what a conversion is worth, too."
        ),
        field("target_most", \.targetMost, .number, 1e-6...1e9, "Highest target cost of a conversion."),
        field(
            "quality_sigma", \.qualitySigma, .number, 0...3,
            "Standard deviation of the logarithm of campaigns' quality, which multiplies a bid's rank and not its price."
        ),
        field("conversion_rate", \.conversionRate, .share, 1e-9...1, "Mean conversions per exposure."),
        field("click_rate", \.clickRate, .share, 1e-6...1, "Clicks per exposure."),
        field(
            "opportunity_sigma", \.opportunitySigma, .number, 0...3,
            "Standard deviation of the logarithm of what an opportunity is worth to all campaigns."),
        field(
            "category_sigma", \.categorySigma, .number, 0...3,
            "The same of what it is worth to the campaigns of one category."),
        field("value_sigma", \.valueSigma, .number, 0...3, "The same of what it is worth to one campaign."),
        field(
            "prediction_sigma", \.predictionSigma, .number, 0...3,
            "Standard deviation of the logarithm of the true chance of a conversion over the predicted one."),
        field(
            "calibration_sigma", \.calibrationSigma, .number, 0...3,
            "Standard deviation of the logarithm of a campaign's standing error of prediction."),
        field(
            "brand_share", \.brandShare, .share, 0...0.9,
            "Share of campaigns without a target, which bid what a conversion is worth to them that day."),
        field(
            "demand_shock", \.demandShock, .number, 0...3,
            "Standard deviation of the logarithm of what a day does to the worth and the budgets of brand campaigns."),
        field(
            "watched", \.watched, .count, 0...1_000,
            "Campaigns, evenly spread, whose days are compared with the best that hindsight could have bought."),
    ]

    /// The share of exposures whose chance of a conversion, were it not cut off there, would be more than 1.
    public var shareBeyondCertainty: Double {
        let sigmas = [opportunitySigma, categorySigma, valueSigma, predictionSigma, calibrationSigma]
        let variance = sigmas.reduce(0) { $0 + $1 * $1 }
        // A lognormal of that mean and variance.
        let distance = variance / 2 - log(conversionRate)
        return variance > 0 ? 0.5 * erfc(distance / (2 * variance).squareRoot()) : conversionRate > 1 ? 1 : 0
    }

    /// The same, with amounts in units of ad money instead of the currency's.
    public func counted(in currency: Currency) -> Self {
        let scale = AdMoney.units(of: currency)
        var counted = self
        let amounts: [WritableKeyPath<Self, Double>] = [
            \.reserve, \.budgetLeast, \.budgetMost, \.targetLeast, \.targetMost,
        ]
        for amount in amounts { counted[keyPath: amount] *= scale }
        return counted
    }

    /// How slots are sold.
    public var rules: AuctionRules {
        let exposures = (0..<Int(slots)).map { max(0.01, 1 - exposureStep * Double($0)) }
        return AuctionRules(
            exposures: exposures, pricing: AuctionPricing(rawValue: pricing) ?? .secondPrice, reserve: reserve)
    }

    /// When a winner pays.
    public var paysOn: AdPayment { AdPayment(rawValue: payment) ?? .exposure }
}
