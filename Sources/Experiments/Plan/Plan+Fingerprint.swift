import Bidding
import Marketplace
import PolicyKit

extension Plan {
    /// 32 hexadecimal digits that two plans share exactly when their worlds are the same and the same is kept of them: titles, the
    /// level, the number of replications and the order of metrics do not count.
    /// - Parameter build: what stands for the program's own code; outcomes of another build are never taken up again.
    public func fingerprint(build: String) -> String {
        var fingerprint = Fingerprint()
        fingerprint.take(build)
        fingerprint.take("\(seed)\n\(schedule)\n\(split)\n\(learners.rawValue)\n\(challenger.rawValue)")
        if let interleaving { fingerprint.take(interleaving.rawValue) }
        if let allocation { fingerprint.take("\(allocation.rawValue) \(bandit)") }
        if let offlineEvaluation { fingerprint.take("offline \(offlineEvaluation.rawValue)") }
        if roles.contains(.switchback) { fingerprint.take("\(switchback)") }
        if designs.contains(.stagedRollout) { fingerprint.take("\(rollout)") }
        if analysis != .everybody { fingerprint.take(analysis.rawValue) }
        if !segmentations.isEmpty { fingerprint.take("\(segmentations)") }
        // The twins keep how each design's units fare in them, and of a study what each would have seen where nothing was changed.
        fingerprint.take("\(designs.map(\.rawValue))")
        if let study { fingerprint.take("\(study) \(switchback) \(rollout)") }
        fingerprint.take(publishedMarket?.name ?? "")
        fingerprint.take(rows: quantities.measured) { $0.take($1.name) }
        if market.currency != .usd { fingerprint.take(market.currency.code) }
        fingerprint.take(loaded)
        model.identify(&fingerprint)
        for field in Market.fields { fingerprint.take("\(field.parameter.name)=\(field.read(market))") }
        for layer in layers { fingerprint.take("\(layer.name) \(layer.split)") }
        for arm in cells {
            for field in Conditions.fields { fingerprint.take("\(field.parameter.name)=\(field.read(arm.conditions))") }
            for slot in arm.policies.slots {
                guard let choice = arm.policies[named: slot] else { continue }
                fingerprint.take("\(slot)=\(choice.name)")
                fingerprint.take(rows: choice.parameters.sorted { $0.key < $1.key }) {
                    $0.take("\($1.key)=\($1.value)")
                }
                if let origin = choice.origin { fingerprint.take("\(origin)") }
            }
        }
        return fingerprint.digits
    }
}

extension Fingerprint {
    /// People's own users, listings and campaigns, field by field: there may be millions.
    fileprivate mutating func take(_ loaded: LoadedMarket) {
        take(loaded.users) { $0.take(rows: $1) { $0.take($1) } }
        take(loaded.listings) { $0.take(rows: $1) { $0.take($1) } }
        take(loaded.campaigns) { $0.take(rows: $1) { $0.take($1) } }
        for column in loaded.userSignals + loaded.listingSignals {
            take(column.name)
            take(rows: column.values) { $0.take($1) { $0.take($1) } }
        }
    }

    private mutating func take(_ user: LoadedUser) {
        take(user.name)
        take(user.sessionsPerWeek) { $0.take($1) }
        take(user.priceSensitivity) { $0.take($1) }
        take(user.interests) { $0.take(rows: $1) { $0.take($1) } }
    }

    private mutating func take(_ listing: LoadedListing) {
        take(listing.name)
        take(listing.category)
        take(listing.price)
        take(listing.units) { $0.take($1) }
        take(listing.condition) { $0.take($1) }
        take(listing.quality) { $0.take($1) }
        take(listing.age) { $0.take($1) }
    }

    private mutating func take(_ campaign: LoadedCampaign) {
        take(campaign.name)
        take(campaign.budget)
        take(campaign.category) { $0.take($1) }
        take(campaign.listings) { $0.take(rows: $1) { $0.take($1) } }
        take(campaign.targetCost) { $0.take($1) }
        take(campaign.targetReturn) { $0.take($1) }
        take(campaign.saleWorth) { $0.take($1) }
        take(campaign.firstDay) { $0.take($1) }
        take(campaign.lastDay) { $0.take($1) }
    }
}
