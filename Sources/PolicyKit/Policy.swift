@_exported public import enum Randomness.StableHash

/// Decides for one slot of the platform, from what a platform could log and nothing else.
///
/// A policy is created once for each arm of each world and called from one thread. Advice to implementers: keep what you need in
/// stored properties, take randomness only from the batch or from the seed you were created with (`StableHash` turns
/// either into as many numbers as you like), never from the clock or the system's generator, or the same seed will no
/// longer give the same bytes.
public protocol Policy: AnyObject, SendableMetatype {
    /// The slot that it fills; the slot's own protocol, such as `RankingPolicy`, says so for all that conform to it.
    associatedtype Home: Slot

    /// The name in scenario files: lower-case words joined by `-`.
    static var name: String { get }
    /// One sentence for the listing of policies.
    static var summary: String { get }
    /// All that a scenario may set.
    static var parameters: [Parameter] { get }
    /// What must hold between values of the parameters.
    static var rules: [ParameterRule] { get }

    /// - Parameters:
    ///   - parameters: complete, within their ranges and as the rules want them.
    ///   - seed: of this policy in this world; equal in every arm and twin, so that equal policies act equally.
    init(parameters: ParameterValues, seed: UInt64)

    /// What the policy has learned, as bytes; empty when it learns nothing.
    func save() -> [UInt8]
    /// Takes up what `save` gave. - Throws: when the bytes are not this policy's.
    func load(_ state: [UInt8]) throws
}

extension Policy {
    public static var parameters: [Parameter] { [] }
    public static var rules: [ParameterRule] { [] }
    public func save() -> [UInt8] { [] }
    public func load(_ state: [UInt8]) throws {
        guard state.isEmpty else { throw PolicyStateError(policy: Self.name) }
    }
}

/// Says that saved bytes are not a state of the policy they were handed to.
public struct PolicyStateError: Error, Hashable, CustomStringConvertible {
    /// The name of the policy that cannot read the state.
    public let policy: String
    public init(policy: String) { self.policy = policy }
    public var description: String { "the saved state is not one of policy \(policy)" }
}
