import Randomness

/// Says which arm a unit is in: a pure function of the salt and the unit.
public struct Assignment: Sendable {
    private let salt: UInt64
    private let treatmentShare: Double
    /// One arm a unit, where units are few; else empty.
    private let few: [UInt8]

    private init(salt: UInt64 = 0, treatmentShare: Double = 0, few: [UInt8] = []) {
        self.salt = salt
        self.treatmentShare = treatmentShare
        self.few = few
    }

    /// Everybody in one arm: a twin world.
    public static func everybody(in arm: UInt8) -> Assignment { Assignment(treatmentShare: arm == 0 ? 0 : 1) }

    /// A split by a salted hash; each replication draws its own from `seed`.
    /// - Parameter layer: splits of other units of the same experiment are independent of this one.
    public static func split(_ split: UserSplit, seed: UInt64, layer: String = "") -> Assignment {
        Assignment(salt: StableHash.hash(split.salt + layer, seed: seed), treatmentShare: split.treatmentShare)
    }

    /// A split of few units, of which exactly the treatment's share is treated, at least one in each arm: those whose salted
    /// hashes come first.
    public static func split(_ split: UserSplit, seed: UInt64, layer: String, of count: Int) -> Assignment {
        let salt = StableHash.hash(split.salt + layer, seed: seed)
        let order = (0..<count).sorted { StableHash.mix(salt, UInt64($0)) < StableHash.mix(salt, UInt64($1)) }
        let treated = min(max(1, Int((Double(count) * split.treatmentShare).rounded())), max(1, count - 1))
        var arms = [UInt8](repeating: 0, count: count)
        for unit in order.prefix(treated) { arms[unit] = 1 }
        return Assignment(few: arms)
    }

    /// 0 for control, 1 for treatment.
    @inline(__always) public func arm(of user: UInt32) -> UInt8 { arm(ofUnit: UInt64(user)) }

    /// The same for a unit that is no user. - Precondition: of few units, it is one of them.
    @inline(__always) func arm(ofUnit unit: UInt64) -> UInt8 {
        guard few.isEmpty else { return few[Int(unit)] }
        return StableHash.fraction(salt, unit) < treatmentShare ? 1 : 0
    }
}
