extension MechanismFacts {
    static let ads = MechanismFacts(
        "ads", "Campaigns buy slots of the feed's pages in auctions.",
        records: [.adExposure, .adCharge, .adOrder],
        quantities: [.adRevenue, .adExposures, .adClicks, .organicGMV, .adPayments, .adGMV],
        metrics: [.adRevenue, .organicGMV, .adExposures, .adClicks, .adLoad, .adCTR])
}

extension RecordSchema {
    public static let adExposure = RecordSchema(
        .adExposure, "ad_exposure",
        "a user sees an ad that can still be bought; its `exposure` is the record before", of: .ad,
        .exposure, .campaign, .adPrice)
    public static let adCharge = RecordSchema(
        .adCharge, "ad_charge",
        "an advertiser pays, for what the record stands beside: the ad's exposure, its click or its paid order",
        of: .ad, .exposure, .campaign, .adPayment)
    public static let adOrder = RecordSchema(
        .adOrder, "ad_order", "an order that came from an ad is paid; its `payment` comes right before", of: .ad,
        .order, .amount)
}

extension RecordColumn {
    public static let campaign = RecordColumn("campaign", in: .detail, "from 0")
    public static let adPrice = RecordColumn(
        "price_millionths", in: .value, unit: .millionths,
        "for an exposure, a click or a paid order, whatever the scenario pays for")
    public static let adPayment = RecordColumn(
        "paid_millionths", in: .value, unit: .millionths, "the price, or what was left of the budget")
}

extension Quantity {
    /// Minor units, not whole ones.
    public static let adRevenue = Quantity("ad_revenue", .divided(.adPayments, by: 10_000))
    public static let adExposures = Quantity("ad_exposures", .count(.adExposure))
    public static let adClicks = Quantity("ad_clicks", .countFromAds(.click))
    /// GMV of orders that did not come from an ad, in minor units.
    public static let organicGMV = Quantity("organic_gmv", .difference(.gmv, .adGMV))
    /// Millionths of a currency unit.
    public static let adPayments = Quantity("ad_payments", .sum(.adPayment, of: .adCharge))
    /// GMV of orders that came from an ad, in minor units.
    public static let adGMV = Quantity("ad_gmv", .sum(.amount, of: .adOrder))
}

extension Metric {
    public static let adRevenue = Metric(
        name: "ad_revenue", label: "Ad revenue",
        definition: "What advertisers paid for a user's exposures, clicks or orders, by the day of the payment.",
        kind: .mean(.adRevenue), unit: .money, moreIsBetter: true)
    public static let organicGMV = Metric(
        name: "organic_gmv", label: "Organic GMV",
        definition: "GMV of a user's orders that did not come from an ad.",
        kind: .mean(.organicGMV), unit: .money, moreIsBetter: true)
    public static let adExposures = Metric(
        name: "ad_exposures", label: "Ad exposures",
        definition: "Exposures of ads that could still be bought, per user.",
        kind: .mean(.adExposures), unit: .count, moreIsBetter: nil)
    public static let adClicks = Metric(
        name: "ad_clicks", label: "Ad clicks", definition: "Clicks on ads per user.",
        kind: .mean(.adClicks), unit: .count, moreIsBetter: nil)
    public static let adLoad = Metric(
        name: "ad_load", label: "Ad load", definition: "Ad exposures / impressions.",
        kind: .ratio(.adExposures, .exposures), unit: .share, moreIsBetter: nil)
    public static let adCTR = Metric(
        name: "ad_ctr", label: "Ad CTR", definition: "Clicks on ads / ad exposures.",
        kind: .ratio(.adClicks, .adExposures), unit: .share, moreIsBetter: true)
}
