import Experiments
import Marketplace
import PolicyKit

/// The values of the `experiment` group, which stand in several parts of a plan.
struct ExperimentSettings: ParameterSection {
    var warmup = Schedule().warmup
    var length = Schedule().experiment
    /// Nobody knows it before the windows of orders; where the scenario has none it follows from these.
    var followup = Schedule().followup
    var treatmentShare = UserSplit().treatmentShare
    var salt = UserSplit().salt
    var learners = Learners.own.rawValue
    var interleaving = ExperimentSettings.nothing
    var allocation = ExperimentSettings.nothing
    var offlineEvaluation = ExperimentSettings.nothing
    var challenger = Plan.Challenger.trained.rawValue
    var analysis = Plan.Analysis.everybody.rawValue
    var level = 0.95

    /// The word for no reading beside the designs.
    static let nothing = "none"

    init() {}

    static let fields: [ParameterField<Self>] = [
        field("warmup", \.warmup, .duration, 0...Self.century, "Time before the experiment, everybody under control."),
        field("length", \.length, .duration, 1...Self.century, "Length of the experiment."),
        field(
            "followup", \.followup, .duration, 0...Self.century,
            "Time after it in which nobody browses and pending payments and refunds still arrive."),
        field(
            "treatment_share", \.treatmentShare, .share, 0.0001...0.9999,
            "Share of users in treatment, or of customers in a booking market; of several treatments all together, each "
                + "the same."),
        field("salt", \.salt, "Word that the split of users is hashed with: another salt, another split."),
        field(
            "learners", \.learners, choices: Learners.allCases.map(\.rawValue),
            "Whether each arm's ranking policy learns from its own arm's pages, one learner serves every arm that uses the same "
                + "policy, or each arm's own model learns from the pages of all arms."),
        field(
            "interleaving", \.interleaving, choices: [nothing] + Interleaving.allCases.map(\.rawValue),
            "Runs one world more in each replication, in which the rankings of control and treatment share every page, and reads out "
                + "which of them users prefer."),
        field(
            "allocation", \.allocation, choices: [nothing] + Bandit.allCases.map(\.rawValue),
            "Runs one world more in each replication, in which sessions are allocated to the arms while it is learned which arm has more "
                + "clicks per session, and reads out what that says and costs."),
        field(
            "offline_evaluation", \.offlineEvaluation, choices: [nothing] + OfflineEvaluation.allCases.map(\.rawValue),
            "Reads out of control's log alone, by its propensities, what the treatment's ranking would bring of that."),
        field(
            "challenger", \.challenger, choices: Plan.Challenger.allCases.map(\.rawValue),
            "Whether a challenger whose ranking policy learns, and is not control's, learns from control's log of the warm-up or "
                + "starts the experiment fresh."),
        field(
            "analysis", \.analysis, choices: Plan.Analysis.allCases.map(\.rawValue),
            "Which users are read out where users are split: all, or those with an exposure in the experiment (triggered "
                + "analysis), in the truth, too."),
        field("level", \.level, .share, 0.5...0.9999, "Level of all intervals."),
    ]

    /// The same as a scenario has them.
    static let keys = fields.map { field in
        var key = FormatKey(field.parameter)
        if key.name == "followup" {
            key.defaultText = "the windows of payment, delivery and refunds, one after the other"
        }
        return key
    }

    /// The share of one arm.
    static let armShare = Parameter(
        "share", "Share of users in the arm; arms that say none have equal parts of what is left.", unit: .share,
        default: 0.5, range: 0.0001...0.9999)

    /// The longest that a run may be: 100 years of 365.25 days, in milliseconds.
    static let century = 3_155_760_000_000.0
}

/// The values at the top of a scenario that are parameters.
struct RunSettings: ParameterSection {
    /// Enough for an interval of the truth: with six Student's t is within a third of what it is with any number.
    var replications: Int64 = 6
    var compareWith = RunSettings.nothing

    /// The word for no comparison.
    static let nothing = "nothing"

    init() {}

    static let fields: [ParameterField<Self>] = [
        field(
            "replications", \.replications, .count, 1...100_000,
            "How many times the whole experiment is repeated, each with its own seed."),
        field(
            "compare_with", \.compareWith, choices: [nothing] + PublishedMarket.all.map(\.name),
            "Published figures of a real market to set beside the run's own."),
    ]
}

/// The values of a layer that are parameters.
struct LayerSettings: ParameterSection {
    var treatmentShare = 0.5
    /// Empty for the layer's name.
    var salt = ""

    init() {}

    static let fields: [ParameterField<Self>] = [
        field(
            "treatment_share", \.treatmentShare, .share, 0.0001...0.9999, "Share of users in the layer's treatment."),
        field("salt", \.salt, "Word that the layer's split is hashed with: not the experiment's, nor another layer's."),
    ]

    /// As in a scenario file.
    static var keys: [FormatKey] {
        fields.map { field in
            field.parameter.name == "salt"
                ? FormatKey("salt", field.parameter.summary, .parameter(field.parameter), default: "the layer's name")
                : FormatKey(field.parameter)
        }
    }
}

/// The values of one segmentation of users that are parameters.
struct SegmentSettings: ParameterSection {
    var trait = Trait.column.rawValue
    /// Empty for the segmentation's name.
    var column = ""
    /// 0 for none.
    var groups: Int64 = 0

    /// What of a user says the segment.
    enum Trait: String, CaseIterable {
        case sessionsPerWeek = "sessions_per_week"
        case interest, column
    }

    init() {}

    static let fields: [ParameterField<Self>] = [
        field(
            "by", \.trait, choices: Trait.allCases.map(\.rawValue),
            "What says the segment: how often a user comes, the category of most interest, or a column of `market.users.file`."
        ),
        field("column", \.column, "Of `market.users.file`, where segments go by a column: any one, also of your own."),
        field(
            "groups", \.groups, .count, 2...20,
            "Groups of about equal size by the number, instead of bounds; users with the same number stay together."),
    ]

    /// As in a scenario file.
    static var keys: [FormatKey] {
        fields.map { field in
            switch field.parameter.name {
            case "column":
                FormatKey("column", field.parameter.summary, .parameter(field.parameter), default: "the segments' name")
            case "groups": FormatKey("groups", field.parameter.summary, .parameter(field.parameter))
            default: FormatKey(field.parameter)
            }
        } + [
            FormatKey(
                "bounds",
                "Bounds of segments by the number: `[1, 5]` has below 1, 1 to 5 and 5 and above, a bound in the segment above it.",
                .rising)
        ]
    }
}
