public import PolicyKit

/// The feed market: users, sellers, listings, pages and ads. What a plan says of it stands in the plan itself.
public struct FeedMarket: MarketModel {
    public static let words = "a market of users and listings"
    public static let abilities: MarketAbilities = [.eventLog, .usersMetrics, .study]

    public func roles(of plan: Plan) -> [WorldRole] { WorldRole.all(of: plan.designs.map(\.role) + plan.rolesBeside) }

    public func runner(of plan: Plan, policies: PolicyRegistry, log: (any WorldLog)?) -> WorldRunner {
        var runner = WorldRunner(plan: plan, policies: policies)
        if let log {
            runner.consumers = { [try log.open($0)] }
            runner.finished = { try log.finish($0) }
        }
        return runner
    }

    public func identify(_ fingerprint: inout Fingerprint) {}

    public func estimate(of plan: Plan, threads: Int) -> RunEstimate { FeedEstimate(plan).run(threads: threads) }
}
