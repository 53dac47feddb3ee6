import Randomness

/// Says which arm a unit is in: a pure function of the salt and the unit.
public struct HashSplit: Sendable {
    private let salt: UInt64
    /// Hashes below the first belong to arm 1, below the next to arm 2, and so on; all others to control.
    private let ends: [Double]
    /// The arm of a hash beyond all ends.
    private let rest: UInt8
    /// One arm a unit, where units are few; else empty.
    private let few: [UInt8]

    private init(salt: UInt64 = 0, ends: [Double] = [], rest: UInt8 = 0, few: [UInt8] = []) {
        self.salt = salt
        self.ends = ends
        self.rest = rest
        self.few = few
    }

    /// Everybody in one arm: a twin world.
    public static func everybody(in arm: UInt8) -> HashSplit { HashSplit(rest: arm) }

    /// A split by a salted hash; each replication draws its own from `seed`.
    /// - Parameter layer: splits of other units of the same experiment are independent of this one.
    public static func split(_ split: UserSplit, seed: UInt64, layer: String = "") -> HashSplit {
        var end = 0.0
        let ends = split.shares.dropFirst().map { share in
            end += share
            return end
        }
        return HashSplit(salt: StableHash.hash(split.salt + layer, seed: seed), ends: ends)
    }

    /// A split of few units, of which exactly each treatment's share is in it, at least one in each arm: those whose salted
    /// hashes come first are in arm 1, the next in arm 2.
    /// - Precondition: at least as many units as arms.
    public static func split(_ split: UserSplit, seed: UInt64, layer: String, of count: Int) -> HashSplit {
        let salt = StableHash.hash(split.salt + layer, seed: seed)
        let order = (0..<count).sorted { StableHash.mix(salt, UInt64($0)) < StableHash.mix(salt, UInt64($1)) }
        var arms = [UInt8](repeating: 0, count: count)
        var (first, wanted) = (0, 0.0)
        for (arm, share) in split.shares.enumerated().dropFirst() {
            wanted += share * Double(count)
            let leftForOthers = split.shares.count - arm
            let end = min(max(first + 1, Int(wanted.rounded())), max(first + 1, count - leftForOthers))
            for unit in order[min(first, count)..<min(end, count)] { arms[unit] = UInt8(arm) }
            first = end
        }
        return HashSplit(few: arms)
    }

    /// Where a unit falls in 0..<1 by its salted hash.
    func place(ofUnit unit: UInt64) -> Double { StableHash.fraction(salt, unit) }

    /// 0 for control, 1 for the first treatment.
    @inline(__always) public func arm(of user: UInt32) -> UInt8 { arm(ofUnit: UInt64(user)) }

    /// The arm of a unit that is no user. - Precondition: of few units, it is one of them.
    @inline(__always) func arm(ofUnit unit: UInt64) -> UInt8 {
        guard few.isEmpty else { return few[Int(unit)] }
        guard !ends.isEmpty else { return rest }
        let fraction = place(ofUnit: unit)
        for arm in ends.indices where fraction < ends[arm] { return UInt8(arm + 1) }
        return 0
    }
}
