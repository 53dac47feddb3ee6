public import PolicyKit

/// Sets what is for sale: how much, at what price, how it arrives and how it leaves.
public struct ListingSettings: ParameterSection, BitwiseCopyable {
    public var initial: Int64 = 18_000
    public var categories: Int64 = 17
    public var categoryExponent = 0.0
    public var arrivalsPerDay = 300.0
    public var newSellerShare = 0.3
    public var priceMedian: Int64 = 25_00
    public var priceSigma = 1.37
    public var categoryPriceSigma = 0.15
    public var priceMinimum: Int64 = 1_00
    public var priceMaximum: Int64 = 5_000_00
    public var singleUnitShare = 0.90
    public var fewUnitsShare = 0.05
    public var deepUnits: Int64 = 50
    public var contentSpread = 0.6
    public var appealFromContent = 0.0
    public var attributes: Int64 = 2_000
    public var appealFromAttribute = 0.0
    public var hiddenDefectShare = 0.08
    public var defectConditionWeight = 0.3
    public var defectSellerSigma = 0.8
    public var markdownAfter: Int64 = 10 * 86_400_000
    public var markdown = 0.10
    public var markdownShare = 0.5
    public var withdrawalMean: Int64 = 60 * 86_400_000
    public var expiry: Int64 = 90 * 86_400_000

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("initial", \.initial, .count, 0...50_000_000, "Listings live at the start."),
        field("categories", \.categories, .count, 1...64, "Categories that listings and interests fall into."),
        field(
            "category_exponent", \.categoryExponent, .number, 0...5,
            "Exponent of Zipf's law of categories: category k, counted from 1, gets new listings and mean interests in "
                + "proportion to k^-exponent; at 0 all are alike."),
        field(
            "arrivals_per_day", \.arrivalsPerDay, .perDay, 0...10_000_000,
            "New listings a day, as a Poisson process that follows the hour of the week."),
        field(
            "new_seller_share", \.newSellerShare, .share, 0.001...1,
            "Chance that a new listing comes from any user, drawn evenly; otherwise a seller with more "
                + "listings is likelier (Simon 1955), which concentrates sales."),
        field("price_median", \.priceMedian, .money, 1...100_000_000, "Median price."),
        field("price_sigma", \.priceSigma, .number, 0...4, "Standard deviation of the logarithm of price."),
        field(
            "category_price_sigma", \.categoryPriceSigma, .number, 0...4,
            "Standard deviation of the logarithm of the categories' median prices; part of price_sigma."),
        field("price_minimum", \.priceMinimum, .money, 0...100_000_000, "Lowest price; at 0 things may be given away."),
        field("price_maximum", \.priceMaximum, .money, 1...100_000_000_000, "Highest price."),
        field("single_unit_share", \.singleUnitShare, .share, 0...1, "Share of listings with one unit."),
        field("few_units_share", \.fewUnitsShare, .share, 0...1, "Share of listings with two to five units."),
        field("deep_units", \.deepUnits, .count, 1...1_000_000, "Units of every other listing."),
        field(
            "content_spread", \.contentSpread, .number, 0...10,
            "Standard deviation of a listing's content around its category's centre, whose own is 1."),
        field(
            "appeal_from_content", \.appealFromContent, .share, 0...1,
            "Share of the variance of appeal within a category that content tells: what anybody finds better about a photo or a title. At "
                + "0 content says what a user may like, and nothing of a listing's appeal to all."),
        field(
            "attributes", \.attributes, .count, 2...1_000_000,
            "Attributes, such as brands, of which each listing has one where they tell of appeal: the k-th commonest in proportion to 1 / k."
        ),
        field(
            "appeal_from_attribute", \.appealFromAttribute, .share, 0...1,
            "Share of the variance of appeal within a category that the listing's attribute tells. At 0 no listing has one."
        ),
        field(
            "hidden_defect_share", \.hiddenDefectShare, .share, 0...1,
            "Share of listings in middling condition, by a typical seller, with a defect that shows only after "
                + "delivery."),
        field(
            "defect_condition_weight", \.defectConditionWeight, .number, 0...5,
            "Log-odds of a hidden defect added by each grade of condition, from 1 (new) to 5 (worn)."),
        field(
            "defect_seller_sigma", \.defectSellerSigma, .number, 0...5,
            "Standard deviation of the sellers' own log-odds of hidden defects."),
        field(
            "markdown_after", \.markdownAfter, .duration, 60_000...3.1536e11,
            "Age at which sellers consider a markdown, again and again."),
        field("markdown", \.markdown, .share, 0...0.9, "Part of the price taken off at a markdown."),
        field(
            "markdown_share", \.markdownShare, .share, 0...1, "Chance that a seller who considers a markdown makes it."),
        field(
            "withdrawal_mean", \.withdrawalMean, .duration, 60_000...3.1536e16,
            "Mean time until a seller withdraws an unsold listing, exponentially distributed."),
        field("expiry", \.expiry, .duration, 60_000...3.1536e16, "Age at which an unsold listing expires."),
    ]
}
