public import PolicyKit

/// Sets how a session moves down the feed: pace, boredom, patience, drift of intent.
public struct BrowsingSettings: ParameterSection, BitwiseCopyable {
    public var exitHazard = 0.0085
    public var boredomHazard = 0.11
    public var boredomRun: Int64 = 25
    public var patienceSigma = 1.325
    public var driftHazard = 0.01
    public var driftOwnShare = 0.5
    public var declaredIntentShare = 0.0
    public var waitHazard = 0.01
    public var exposureDwell: Int64 = 450
    public var clickDwell: Int64 = 4_000
    public var paceSigma = 1.6
    public var maximumExposures: Int64 = 720
    public var disappointment = 0.05

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "exit_hazard", \.exitHazard, .share, 0...1,
            "Chance to leave after an exposure, before boredom."),
        field(
            "boredom_hazard", \.boredomHazard, .share, 0...1,
            "What a full run of exposures without a click adds to the exit hazard."),
        field(
            "boredom_run", \.boredomRun, .count, 1...1_000_000, "Exposures without a click after which boredom is full."
        ),
        field(
            "patience_sigma", \.patienceSigma, .number, 0...4,
            "Standard deviation of the logarithm of a session's patience, which divides the exit hazard."),
        field("drift_hazard", \.driftHazard, .share, 0...1, "Chance that the hidden intent changes after an exposure."),
        field(
            "drift_own_share", \.driftOwnShare, .share, 0...1,
            "Share of drifts that go to the user's own interests; the others go anywhere."),
        field(
            "declared_intent_share", \.declaredIntentShare, .share, 0...1,
            "Share of sessions that begin with a search or a category opened, which tells the platform their first intent."
        ),
        field(
            "wait_hazard", \.waitHazard, .number, 0...100,
            "Hazard of leaving per second while a page is waited for; patience divides it."),
        field(
            "exposure_dwell", \.exposureDwell, .duration, 1...3.6e6, "Median time on an exposure that is not clicked."),
        field("click_dwell", \.clickDwell, .duration, 1...3.6e6, "Median time on a clicked listing's own page."),
        field(
            "pace_sigma", \.paceSigma, .number, 0...4,
            "Standard deviation of the logarithm of a session's pace, which multiplies its dwell times."),
        field("maximum_exposures", \.maximumExposures, .count, 1...65_000, "Exposures after which any session ends."),
        field(
            "disappointment", \.disappointment, .share, 0...100,
            "How much later than else a user comes back after a session without a click; after others it counts by the "
                + "share of exposures that were sold out."),
    ]
}
