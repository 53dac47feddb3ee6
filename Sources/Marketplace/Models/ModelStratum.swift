/// Names the strata in which a model can be asked to be better or worse than elsewhere.
public enum ModelStratum: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    case young, cold, tail, userCold, sparse

    /// The key of the AUC that is asked of it.
    public var key: String { "\(name)_auc" }

    /// Lower-case words joined by `_`.
    public var name: String {
        switch self {
        case .young: "young"
        case .cold: "cold"
        case .tail: "tail"
        case .userCold: "user_cold"
        case .sparse: "sparse"
        }
    }

    /// Which candidates it has, as a phrase.
    public var words: String {
        switch self {
        case .young: "young listings"
        case .cold: "listings that were seldom seen"
        case .tail: "listings of rare categories"
        case .userCold: "users who came seldom"
        case .sparse: "categories in which the user clicked seldom"
        }
    }

    var bit: UInt8 { 1 << rawValue }

    /// How many sets of strata a candidate may be in: its cell is the sum of their bits.
    static let cells = 1 << allCases.count
}
