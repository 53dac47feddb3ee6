public import PolicyKit

/// Sets how a ranking is changed at random before it is shown; at most one of them is not 0.
public struct ExplorationSettings: ParameterSection, BitwiseCopyable {
    public var plackettLuce = 0.0
    public var epsilon = 0.0
    public var swapNeighbours = 0.0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "plackett_luce", \.plackettLuce, .number, 0...10_000,
            "Draws a page slot by slot from what is left, with chances that fall by a factor of e for as many ranks; 0 for none."
        ),
        field(
            "epsilon", \.epsilon, .share, 0...1,
            "Chance that a slot shows any candidate that is left in the place of the best one."),
        field(
            "swap_neighbours", \.swapNeighbours, .share, 0...1,
            "Chance that the listings of slots 1 and 2 change places, those of 3 and 4, and so on."),
    ]

    /// How a ranking is explored; none where nothing is set.
    public var exploration: RankingExploration {
        if plackettLuce > 0 { return .plackettLuce(temperature: plackettLuce) }
        if epsilon > 0 { return .epsilon(epsilon) }
        return swapNeighbours > 0 ? .swapNeighbours(swapNeighbours) : .none
    }

    /// How many of the ways to explore are asked for.
    public var ways: Int { [plackettLuce, epsilon, swapNeighbours].count { $0 > 0 } }
}
