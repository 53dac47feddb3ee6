import Randomness

/// Draws the standing errors of an arm's models: standard normal for each user and listing, the same in every request, arm and twin
/// world.
package struct ModelErrors {
    private let key: RandomKey
    private let shared: Double
    private let own: Double
    /// 0 for control's model, which has no errors of its own.
    private let version: UInt32
    private let members: Int
    private let memberShared: Double
    private let memberOwn: Double
    /// 0 where the members are those of control, as far as it has them.
    private let memberVersion: UInt32

    /// - Parameters:
    ///   - control: what control's model is asked for; an arm's that is asked for the same is the same model.
    ///   - areEnsembles: whether any arm has several models.
    private init(_ settings: ModelSettings, control: ModelSettings, areEnsembles: Bool, key: RandomKey) {
        self.key = key
        let isControls = settings.isModel(of: control)
        version = isControls ? 0 : UInt32(settings.version)
        shared = isControls ? 1 : settings.correlation
        own = (1 - shared * shared).squareRoot()
        members = Int(settings.members)
        let correlation = areEnsembles ? settings.memberCorrelation : 1
        memberShared = correlation.squareRoot()
        memberOwn = (1 - correlation).squareRoot()
        memberVersion = shared == 1 ? 0 : version
    }

    /// Those of each arm's models, control first.
    package static func all(_ settings: [ModelSettings], seed: UInt64) -> [ModelErrors] {
        let areEnsembles = settings.contains { $0.isThere && $0.members > 1 }
        return settings.map {
            ModelErrors($0, control: settings[0], areEnsembles: areEnsembles, key: RandomKey(seed: seed))
        }
    }

    /// Whether several models make an ensemble.
    var isEnsemble: Bool { members > 1 }

    /// Of the first model.
    @inline(__always) package func error(of user: UInt32, _ listing: UInt32) -> Float {
        let common = common(user, listing)
        guard memberOwn > 0 else { return Float(common) }
        return Float(memberShared * common + memberOwn * member(0, user, listing))
    }

    /// The mean over all models.
    @inline(__always) package func ensembleError(of user: UInt32, _ listing: UInt32) -> Float {
        let common = common(user, listing)
        guard memberOwn > 0 else { return Float(common) }
        var sum = 0.0
        for number in 0..<members { sum += member(number, user, listing) }
        return Float(memberShared * common + memberOwn * sum / Double(members))
    }

    /// Of `ensembleError`; `error` has a variance of 1.
    package var ensembleVariance: Double { memberShared * memberShared + memberOwn * memberOwn / Double(members) }

    /// What all members err alike.
    @inline(__always) private func common(_ user: UInt32, _ listing: UInt32) -> Double {
        let error = Inverse.normal(key.block(.modelError, user, listing, 0).openUniform(0))
        guard own > 0 else { return error }
        return shared * error + own * Inverse.normal(key.block(.modelError, user, listing, version).openUniform(0))
    }

    @inline(__always) private func member(_ number: Int, _ user: UInt32, _ listing: UInt32) -> Double {
        let when = memberVersion * 16 + UInt32(number)
        return Inverse.normal(key.block(.modelMember, user, listing, when).openUniform(0))
    }
}
