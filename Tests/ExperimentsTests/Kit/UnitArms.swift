import Experiments
import Marketplace

/// The arms of a world's units, as the market is told them.
extension WorldArms {
    func arm(ofCluster cluster: UInt8) -> UInt8 {
        if case .userClusters(let arm) = randomisation { arm(cluster) } else { 0 }
    }

    func arm(ofSession session: UInt32, user: UInt32) -> UInt8 {
        if case .sessions(let arm) = randomisation { arm(user, session) } else { 0 }
    }

    func arm(ofRequest request: UInt16, session: UInt32, user: UInt32) -> UInt8 {
        if case .requests(let arm) = randomisation { arm(user, session, request) } else { 0 }
    }

    func arm(ofCampaign campaign: UInt32) -> UInt8 {
        if case .campaigns(let arm) = randomisation { arm(campaign) } else { 0 }
    }

    func arm(ofBlock block: Int) -> UInt8 {
        if case .blocks(_, let arm) = randomisation { arm(block) } else { 0 }
    }

    func arm(ofUser user: UInt32, stage: Int) -> UInt8 {
        if case .stages(_, let arm) = randomisation { arm(user, stage) } else { 0 }
    }
}

extension WorldRole {
    /// Every role of the feed market's worlds.
    static let ofFeed: [WorldRole] = Design.allCases.map(\.role).reduce(into: [.allTreated, .allControl]) {
        if !$0.contains($1) { $0.append($1) }
    }
}
