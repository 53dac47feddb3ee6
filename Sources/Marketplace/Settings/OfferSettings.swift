public import PolicyKit

/// Sets how buyers offer less than the price and how sellers answer.
///
/// How often offers are made is published (MerRec: 83 in 10,000 views); how they are answered is not, so those shares
/// are guesses that leave the published number of checkouts in place.
public struct OfferSettings: ParameterSection, BitwiseCopyable {
    public var rate = 0.0083
    public var discount = 0.15
    public var acceptShare = 0.15
    public var counterShare = 0.20
    public var counterConcession = 0.5
    public var acceptedTakenShare = 0.50
    public var counterTakenShare = 0.20
    public var answerDelay: Int64 = 2 * 3_600_000
    public var answerDelaySigma = 1.0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("rate", \.rate, .share, 0...1, "Offers a click that is not checked out, at the category's median price."),
        field(
            "discount", \.discount, .share, 0...0.5,
            "Mean of what an offer takes off the price; it is uniform from nothing to twice that."),
        field("accept_share", \.acceptShare, .share, 0...1, "Share of offers that the seller accepts."),
        field(
            "counter_share", \.counterShare, .share, 0...1,
            "Share of offers that the seller counters with a higher price; the rest is ignored."),
        field(
            "counter_concession", \.counterConcession, .share, 0...1,
            "Part of the gap between price and offer that a countering seller gives up."),
        field(
            "accepted_taken_share", \.acceptedTakenShare, .share, 0...1,
            "Share of accepted offers whose buyer checks out."),
        field(
            "counter_taken_share", \.counterTakenShare, .share, 0...1,
            "Share of countered offers whose buyer checks out at the seller's price."),
        field(
            "answer_delay", \.answerDelay, .duration, 1...3.1536e10,
            "Median time until the other side answers, lognormally distributed."),
        field(
            "answer_delay_sigma", \.answerDelaySigma, .number, 0...4,
            "Standard deviation of the logarithm of that time."),
    ]
}
