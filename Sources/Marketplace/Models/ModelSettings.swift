public import PolicyKit

/// Sets how good the platform's model of clicks is: the AUC that is asked of it, of all candidates and in strata where it errs more
/// or less, and what it costs to ask it.
///
/// An AUC is that over the candidates of control's requests before ranking.
public struct ModelSettings: ParameterSection, BitwiseCopyable {
    /// 0 for no model.
    public var auc = 0.0
    /// Of the strata; 0 for none that is asked for.
    public var youngAUC = 0.0
    public var coldAUC = 0.0
    public var tailAUC = 0.0
    public var userColdAUC = 0.0
    public var sparseAUC = 0.0
    public var calibration = 1.0
    public var correlation = 1.0
    public var version: Int64 = 1
    public var members: Int64 = 1
    public var memberCorrelation = 0.5
    /// Models a request, on average; 0 for all members.
    public var budget = 0.0
    public var latency: Int64 = 0
    /// Minor units for each thousand requests that one model scores.
    public var cost: Int64 = 0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "auc", \.auc, .share, 0...1,
            "AUC of the model's score over the candidates of control's requests, before they are ranked; 0 % for no model."
        ),
        field(
            "young_auc", \.youngAUC, .share, 0...1,
            "AUC among young listings (`market.models.strata.young_age`); 0 % for what `auc` leaves them."),
        field(
            "cold_auc", \.coldAUC, .share, 0...1,
            "AUC among listings that were seldom seen (`market.models.strata.cold_exposures`); 0 % likewise."),
        field(
            "tail_auc", \.tailAUC, .share, 0...1,
            "AUC among listings of rare categories (`market.models.strata.tail_share`); 0 % likewise."),
        field(
            "user_cold_auc", \.userColdAUC, .share, 0...1,
            "AUC among candidates of users who came seldom (`market.models.strata.user_cold_sessions`); 0 % likewise."),
        field(
            "sparse_auc", \.sparseAUC, .share, 0...1,
            "AUC among candidates of categories in which the user clicked seldom (`market.models.strata.sparse_clicks`); 0 % likewise."
        ),
        field(
            "calibration", \.calibration, .number, 0.01...100,
            "What the model's odds of a click are multiplied by: predicted over true, where clicks are rare."),
        field(
            "correlation", \.correlation, .number, 0...1,
            "Correlation of the model's errors with those of control's model, in an arm whose model is another one."),
        field(
            "version", \.version, .count, 1...1_000_000,
            "Which of the models of that correlation it is: those of one version share their own errors."),
        field(
            "members", \.members, .count, 1...16,
            "How many models of that AUC are asked; their ensemble scores by the mean of their logits."),
        field(
            "member_correlation", \.memberCorrelation, .number, 0...1,
            "Correlation of the errors of any two members."),
        field(
            "budget", \.budget, .number, 0...16,
            "Models that may score a request on average: all members where the request is most uncertain, one elsewhere; 0 for all "
                + "members everywhere."),
        field("latency", \.latency, .duration, 0...60_000, "What the model adds to `feed.latency`."),
        field(
            "cost", \.cost, .money, 0...1_000_000,
            "What it costs the platform that one model scores the candidates of a thousand requests."
        ),
    ]
}

extension ModelSettings {
    /// Whether there is a model.
    var isThere: Bool { auc > 0 }

    /// Models that score a request on average.
    var modelsPerRequest: Double { budget > 0 ? budget : Double(members) }

    /// Minor units for each thousand requests that are scored.
    public var costOfThousand: Int64 { isThere ? Int64((Double(cost) * modelsPerRequest).rounded()) : 0 }

    /// What a request waits for the model, in milliseconds.
    var addedLatency: Int64 { isThere ? latency : 0 }

    /// The AUC that is asked of a stratum; 0 for none.
    public func asked(of stratum: ModelStratum) -> Double {
        switch stratum {
        case .young: youngAUC
        case .cold: coldAUC
        case .tail: tailAUC
        case .userCold: userColdAUC
        case .sparse: sparseAUC
        }
    }

    /// Whether an arm's model is control's, however many of its kind are asked, however its odds are multiplied and whatever it costs:
    /// one of equal AUCs, whose errors are control's.
    func isModel(of control: ModelSettings) -> Bool {
        var same = control
        (same.members, same.budget) = (members, budget)
        if members == 1, control.members == 1 { same.memberCorrelation = memberCorrelation }
        (same.calibration, same.latency, same.cost) = (calibration, latency, cost)
        // Errors that are wholly control's leave nothing for a version to draw.
        if correlation == 1 { (same.version, same.correlation) = (version, correlation) }
        return same == self
    }

    /// Whether as many models are asked for each request, and err as alike.
    func asksLike(_ other: ModelSettings) -> Bool {
        guard members == other.members else { return false }
        return members == 1 || memberCorrelation == other.memberCorrelation && budget == other.budget
    }
}

/// Sets where the strata of models of given quality begin: for all arms alike.
public struct ModelStratumSettings: ParameterSection, BitwiseCopyable {
    /// Milliseconds.
    public var youngAge: Int64 = 2 * 86_400_000
    public var coldExposures: Int64 = 20
    public var tailShare = 0.2
    public var userColdSessions: Int64 = 3
    public var sparseClicks: Int64 = 1

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("young_age", \.youngAge, .duration, 1...3.1536e12, "Listings younger than that are young."),
        field(
            "cold_exposures", \.coldExposures, .count, 1...1_000_000,
            "Listings with fewer exposures so far are cold."),
        field(
            "tail_share", \.tailShare, .share, 0...1,
            "The least common categories that have at most so much of the new listings together are the tail."),
        field(
            "user_cold_sessions", \.userColdSessions, .count, 1...1_000_000,
            "A user's first so many sessions are those of a cold user."),
        field(
            "sparse_clicks", \.sparseClicks, .count, 1...100,
            "A user and a category with fewer clicks until the session's start are a sparse combination."),
    ]
}
