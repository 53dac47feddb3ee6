extension MechanismFacts {
    static let ads = MechanismFacts(
        "ads", "Campaigns buy slots of the feed's pages in auctions.",
        records: [.adExposure, .adCharge, .adOrder])
}

extension RecordSchema {
    public static let adExposure = RecordSchema(
        .adExposure, "ad_exposure",
        "a user sees an ad that can still be bought; its `exposure` is the record before", of: .ad,
        .exposure, .campaign, .adPrice)
    public static let adCharge = RecordSchema(
        .adCharge, "ad_charge",
        "an advertiser pays, for what the record stands beside: the ad's exposure, its click or its paid order", of: .ad,
        .exposure, .campaign, .adPayment)
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
