import Experiments
import PolicyKit

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
