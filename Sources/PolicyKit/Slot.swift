/// A place of the platform that a policy fills, said once: its name, what fills it, who fills it by default, from which
/// seeds, and what is told and answered there.
///
/// A slot is a value of a type of its own without contents, so that the compiler knows what fills it: a policy names its
/// slot by its protocol (`RankingPolicy: Policy where Home == RankingSlot`), and `PolicyRegistry.make` of a slot gives
/// what fills that slot. Each slot has a folder with its type, its protocol, its batches and its feedback;
/// what is central is the list `Slots.all`.
public protocol Slot: Sendable {
    /// What fills the slot, for instance `any RankingPolicy`.
    associatedtype Filling

    init()

    /// The name in scenario files and readouts: a lower-case word.
    var name: String { get }
    /// One sentence: what the platform asks here.
    var summary: String { get }
    /// The policy of a scenario that names none; a name only, which a registry need not know.
    var defaultPolicy: PolicyChoice { get }
    /// The seeds of the policies that fill it.
    var seeds: SeedUse { get }
    /// What its policies are asked and told, column by column.
    var calls: [SlotCall] { get }
}

/// Lists the slots of the platform.
public enum Slots {
    /// The slots in the order in which a request meets them.
    public static let all: [any Slot] = [.retrieval, .ranking, .request, .bidding]
}

extension SeedUse {
    /// Every use there is: the slots', then the others.
    public static let all = Slots.all.map(\.seeds) + [nullSplits]
}
