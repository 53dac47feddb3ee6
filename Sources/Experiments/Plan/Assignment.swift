import Randomness

/// Says which arm a user is in: a pure function of the salt and the user.
public struct Assignment: Sendable {
    private let kind: Kind

    private enum Kind: Sendable {
        case everybody(UInt8)
        case split(salt: UInt64, treatmentShare: Double)
    }

    /// Everybody in one arm: a twin world.
    public static func everybody(in arm: UInt8) -> Assignment { Assignment(kind: .everybody(arm)) }

    /// A split by a salted hash; each replication draws its own from `seed`.
    public static func split(_ split: UserSplit, seed: UInt64) -> Assignment {
        Assignment(kind: .split(salt: StableHash.hash(split.salt, seed: seed), treatmentShare: split.treatmentShare))
    }

    /// 0 for control, 1 for treatment.
    @inline(__always) public func arm(of user: UInt32) -> UInt8 {
        switch kind {
        case .everybody(let arm): arm
        case .split(let salt, let share): StableHash.fraction(salt, UInt64(user)) < share ? 1 : 0
        }
    }
}
