import PolicyKit

/// Learns a logistic regression for each of several groups of examples, as weights that all share and each group's own deviation
/// from them.
///
/// So what holds for all is learned from all, and a group with few examples leans on the others (Daumé, "Frustratingly easy domain
/// adaptation", 2007; each weight by FTRL-proximal).
struct GroupedRegression {
    private let width: Int
    private var shared: FollowTheRegularizedLeader
    private var own: [FollowTheRegularizedLeader]

    init(features: Int, groups: Int, _ parameters: ParameterValues) {
        width = features
        shared = FollowTheRegularizedLeader(features: features, parameters)
        own = Array(repeating: shared, count: groups)
    }

    /// The weights of a group now, its own and the shared ones together.
    func weights(of group: Int) -> [Float] { (0..<width).map { Float(exactWeight($0, group)) } }

    private func exactWeight(_ feature: Int, _ group: Int) -> Double {
        shared.exactWeight(feature) + own[group].exactWeight(feature)
    }

    /// Takes in one example of a group; features beyond its own are not looked at.
    mutating func learn(_ features: borrowing Span<Float>, of group: Int, success: Bool) {
        var logOdds = 0.0
        for feature in 0..<width { logOdds += exactWeight(feature, group) * Double(features[feature]) }
        let error = FollowTheRegularizedLeader.slope(logOdds, success: success)
        for feature in 0..<width {
            let gradient = error * Double(features[feature])
            shared.take(gradient: gradient, at: feature)
            own[group].take(gradient: gradient, at: feature)
        }
    }

    func save() -> [UInt8] { shared.save() + own.flatMap { $0.save() } }

    var stateSize: Int { shared.stateSize * (1 + own.count) }

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let parts = StateBytes.parts(state, Array(repeating: shared.stateSize, count: 1 + own.count)) else {
            return false
        }
        var isLoaded = shared.load(parts[0])
        for group in own.indices where isLoaded { isLoaded = own[group].load(parts[1 + group]) }
        return isLoaded
    }
}
