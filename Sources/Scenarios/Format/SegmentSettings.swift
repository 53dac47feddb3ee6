import Experiments
import PolicyKit

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
