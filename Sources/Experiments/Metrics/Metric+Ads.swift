extension Metric {
    /// The metrics of a market with ads, which are 0 in one without.
    public static let ofAds: [Metric] = [
        Metric(
            name: "ad_revenue", label: "Ad revenue",
            definition: "What advertisers paid for a user's exposures, clicks or orders, by the day of the payment.",
            kind: .mean(.adRevenue), unit: .money, moreIsBetter: true),
        Metric(
            name: "organic_gmv", label: "Organic GMV",
            definition: "GMV of a user's orders that did not come from an ad.",
            kind: .mean(.organicGMV), unit: .money, moreIsBetter: true),
        Metric(
            name: "ad_exposures", label: "Ad exposures",
            definition: "Exposures of ads that could still be bought, a user.",
            kind: .mean(.adExposures), unit: .count, moreIsBetter: nil),
        Metric(
            name: "ad_clicks", label: "Ad clicks", definition: "Clicks on ads, a user.",
            kind: .mean(.adClicks), unit: .count, moreIsBetter: nil),
        Metric(
            name: "ad_load", label: "Ad load", definition: "Ad exposures / impressions.",
            kind: .ratio(.adExposures, .exposures), unit: .share, moreIsBetter: nil),
        Metric(
            name: "ad_ctr", label: "Ad CTR", definition: "Clicks on ads / ad exposures.",
            kind: .ratio(.adClicks, .adExposures), unit: .share, moreIsBetter: true),
    ]

    /// Every metric of the feed market.
    public static let all = standard + ofAds
}
