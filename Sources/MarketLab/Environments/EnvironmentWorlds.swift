import Experiments
import Marketplace
import PolicyKit
import Randomness
import Scenarios

/// Runs worlds of a scenario in which somebody outside acts, one a seed: those in which everybody is in the control arm.
///
/// A world is the one that `run` has for `all-control` of its first replication with that seed, where who is outside does what the
/// arm's policy would do.
struct EnvironmentWorlds {
    let scenario: Scenario
    let line: AgentLine

    /// What is told before the first world.
    private struct Ready: Encodable {
        let slot: String
        let days: Double
        /// Of auctions: those of a day, and the campaigns that bid by the policy of their arm.
        var ticks: Int?
        var campaigns: [Int]?
    }

    /// Runs a world whenever a seed is named, until nobody is there any more.
    /// - Parameter run: runs one world to its end.
    private func serve(_ ready: Ready, _ run: (Plan) throws -> Void) throws {
        try line.say("ready", ready)
        while let seed = try line.nextSeed() {
            var plan = scenario.plan
            plan.seed = seed
            do { try run(plan) } catch is PolicyFailure where line.isAbandoned {} catch {
                guard let sentences = Mistake.sentences(of: error) else { throw error }
                try line.say("error", sentences.joined(separator: "; "))
            }
        }
    }

    /// What happened in a world that nobody has stopped and in which everything adds up.
    private static func digest<Tally>(of outcome: WorldOutcome<Tally>?) throws -> String {
        if let broken = outcome?.violations, !broken.isEmpty { throw Mistake(broken.joined(separator: "; ")) }
        return outcome?.digest ?? ""
    }

    private var days: Double { Double(scenario.plan.schedule.experiment) / 86_400_000 }

    // MARK: - Bidding

    /// Serves somebody who bids for campaigns; nil for all that bid by the policy of their arm.
    func serveBidding(for wanted: [Int]?) throws {
        guard case .auctions(let auctions) = scenario.plan.kind else {
            throw Mistake(
                "\(scenario.file): campaigns can be bid for in a market of auctions, under `auctions`; this is "
                    + "\(type(of: scenario.plan.model).words)")
        }
        let following = Self.campaigns(of: auctions.market, seed: scenario.plan.seed(ofReplication: 0))
        let campaigns = wanted.map { Set($0).sorted() } ?? following
        for campaign in campaigns where !following.contains(campaign) {
            throw Mistake(
                (0..<auctions.market.campaignCount).contains(campaign)
                    ? "campaign \(campaign) has no target cost and bids what a conversion is worth to it: nobody can bid for it"
                    : "there is no campaign \(campaign); expected 0 to \(auctions.market.campaignCount - 1)")
        }
        let settings = auctions.market.settings
        try serve(Ready(slot: "bidding", days: days, ticks: Int(settings.ticks), campaigns: following)) { plan in
            let agents = BiddingAgents(campaigns, settings: settings, line: line)
            let key = RandomKey(seed: plan.seed(ofReplication: 0))
            let seats = Dictionary(
                uniqueKeysWithValues: campaigns.enumerated().map { (key.seed(for: .bidding, $1), $0) })
            var (auctions, policies) = (auctions, scenario.policies)
            let choice = auctions.arms[0].bidding
            auctions.arms[0].bidding = Self.add(.bidding, to: &policies) { [policies] seed, host in
                let policy = policies.make(.bidding, choice, seed: seed, in: host)
                return seats[seed].map { agents.policy($0, before: policy, in: host) } ?? policy
            }
            var runner = AuctionRunner(plan: plan, auctions: auctions, policies: policies)
            runner.consumers = { _ in [agents] }
            try agents.end(digest: Self.digest(of: try runner.run(.allControl)))
        }
    }

    /// The campaigns that bid by the policy of their arm: those with a target, or all where none has one.
    private static func campaigns(of market: AuctionMarket, seed: UInt64) -> [Int] {
        let all = AuctionCampaign.all(of: market, key: RandomKey(seed: seed))
        let targeted = all.indices.filter { all[$0].target != nil }
        return targeted.isEmpty ? Array(all.indices) : targeted
    }

    // MARK: - Requests

    /// Serves somebody who decides when pages are asked for.
    /// - Parameter showsPage: whether the slots of each moment's page are shown.
    func serveRequests(showsPage: Bool) throws {
        guard case .feed = scenario.plan.kind else {
            throw Mistake(
                "\(scenario.file): pages are asked for in a feed; this is \(type(of: scenario.plan.model).words)")
        }
        try serve(Ready(slot: "request", days: days)) { plan in
            let agent = RequestAgent(from: plan.schedule.warmup, showsPage: showsPage, line: line)
            var (plan, policies) = (plan, scenario.policies)
            plan.arms[0].policies[.request] = Self.add(.request, to: &policies) { _, host in agent.policy(in: host) }
            var runner = WorldRunner(plan: plan, policies: policies)
            runner.consumers = { _ in [agent] }
            try agent.end(digest: Self.digest(of: try runner.run(.allControl)))
        }
    }

    /// Adds what somebody outside fills a slot with, under a name that no policy has.
    private static func add(
        _ slot: any Slot, to policies: inout PolicyRegistry,
        make: @escaping @Sendable (UInt64, PolicyHost) -> any Policy
    ) -> PolicyChoice {
        var name = "outside"
        while policies[slot, name] != nil { name += "-outside" }
        policies.add(
            PolicyRegistry.Entry(
                slot: slot, name: name, summary: "Does what somebody outside says.", parameters: [], origin: nil
            ) { _, seed, host in make(seed, host) })
        return PolicyChoice(name)
    }
}

extension WorldTask {
    /// The first world in which everybody is in the control arm.
    fileprivate static let allControl = WorldTask(replication: 0, role: .allControl)
}
