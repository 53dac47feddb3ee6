/// Finds policies that are not a part of the program, by the names that scenarios give them.
public protocol PolicyFinder: Sendable {
    /// The policy of that name, made to fill the slot; nil where the name stands for nothing that this finder knows.
    /// - Parameters:
    ///   - name: as the scenario has it.
    ///   - folder: of the scenario's file, which relative paths start from.
    ///   - policies: those of the program.
    /// - Throws: why what the name stands for cannot be taken.
    func entry(
        _ slot: any Slot, named name: String, besides folder: String, policies: PolicyRegistry
    ) throws(PolicyNotTaken) -> PolicyRegistry.Entry?
}

/// Says why what a policy's name stands for cannot be taken.
public struct PolicyNotTaken: Error, Hashable, CustomStringConvertible {
    /// A sentence without a full stop.
    public let description: String
    public init(_ description: String) { self.description = description }
}
