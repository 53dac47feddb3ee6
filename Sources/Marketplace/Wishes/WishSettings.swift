public import PolicyKit

/// Sets what users want to buy: how wishes begin, what competes for them, and how they end.
///
/// No published log shows wishes. `likedWeight` is fitted so that the default market checks out as often per view as MerRec's;
/// the other defaults are guesses.
public struct WishSettings: ParameterSection, BitwiseCopyable {
    public var active = true
    public var arrival = 1.0
    public var unitsMean = 1.0
    public var lifetime: Int64 = 14 * 86_400_000
    public var linger = 0.5
    public var returns = 0.1
    public var considered: Int64 = 8
    public var likedWeight = 0.04
    public var substituteWeight = 0.5

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "active", \.active,
            "Whether listings compete for a user's wish and a purchase ends it; without it each cart is decided by itself."
        ),
        field(
            "arrival", \.arrival, .share, 0...1,
            "Chance that a session without an open wish begins one; in a session without a wish nothing is bought."),
        field(
            "units_mean", \.unitsMean, .number, 1...1_000,
            "Mean number of units that a wish is for; geometric beyond the first."),
        field(
            "lifetime", \.lifetime, .duration, 1...3.1536e11,
            "Mean time until a wish that finds nothing is given up, exponentially distributed."),
        field(
            "linger", \.linger, .share, 0...1,
            "Chance that a wish which a session leaves open is there in the next one; otherwise it ends with the session."
        ),
        field(
            "returns", \.returns, .share, 0...1,
            "Chance that a wish which a purchase ended comes back in the next session."),
        field(
            "considered", \.considered, .count, 1...64,
            "Most listings that a user keeps in mind for a wish; the one seen longest ago gives way."),
        field(
            "liked_weight", \.likedWeight, .share, 0...1,
            "What a listing that was liked and not carted counts in the choice, as a share of what it would count carted."
        ),
        field(
            "substitute_weight", \.substituteWeight, .share, 0...1,
            "What a listing of another category than the wish's counts in the choice, as a share of what it would count in it."
        ),
    ]
}
