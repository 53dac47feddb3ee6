import Marketplace
import PolicyKit

/// The campaigns of one world that somebody outside bids for: tells what their ticks came to, and asks what they bid.
///
/// All of them are asked for at once, when a day or a tick begins. On days that do not count they bid by the policy of their arm.
final class BiddingAgents: AuctionConsumer, WorldAgents, @unchecked Sendable {
    let line: AgentLine
    /// Campaigns, in rising order.
    private let campaigns: [Int]
    private let settling: Int
    private let ticks: Int
    private var day = 0
    private var tick = 0
    /// The day whose first tick has been asked for.
    private var begun = -1
    private var finished: [FinishedTick] = []
    private var rules: [BidRule]

    init(_ campaigns: [Int], settings: AuctionMarketSettings, line: AgentLine) {
        self.line = line
        self.campaigns = campaigns
        settling = Int(settings.settling)
        ticks = Int(settings.ticks)
        rules = campaigns.map { _ in BidRule(multiplier: 0) }
    }

    /// Whether the campaigns still bid by the policy of their arm.
    var isSettling: Bool { day < settling }

    /// What is known when somebody outside is asked.
    private struct Question: Encodable {
        /// From 0 at the experiment's start.
        let day: Int
        /// The tick that begins.
        let tick: Int
        /// Since the last question.
        let finished: [FinishedTick]
        /// Of a day: the share of its opportunities that have usually come by the end of each tick, and how many they are.
        let trafficPlan: [Double]?
        let opportunities: Double?
    }

    /// A tick of one campaign that is over; money and value in currency units.
    private struct FinishedTick: Encodable {
        let campaign, day, tick: Int
        let budget, budgetLeft, opportunities, predictedValue, bids, leastWinningPrices, wins, exposures: Double
        let exposedValue, cost, conversions, conversionValue: Double

        init(_ tick: AuctionTick, day: Int) {
            (campaign, self.day, self.tick) = (tick.campaign, day, tick.tick)
            (budget, budgetLeft) = (tick.budget, tick.budgetLeft)
            let totals = tick.totals
            (opportunities, predictedValue, bids) = (totals.opportunities, totals.predictedValue, totals.bids)
            (leastWinningPrices, wins, exposures) = (totals.leastWinningPrices, totals.wins, totals.exposures)
            (exposedValue, cost) = (totals.exposedValue, totals.cost)
            (conversions, conversionValue) = (totals.conversions, totals.conversionValue)
        }
    }

    /// A campaign as it stands for the whole world; money in currency units.
    private struct Terms: Encodable {
        let campaign, category: Int
        let budget, worth: Double
        let target: Double?
    }

    /// How a world came to its end.
    private struct End: Encodable {
        let digest: String
        let finished: [FinishedTick]
    }

    // MARK: - What happens

    func open(_ all: [AuctionCampaign]) throws {
        try line.say(
            "campaigns",
            campaigns.map {
                let campaign = all[$0]
                return Terms(
                    campaign: $0, category: campaign.category, budget: campaign.terms.budget.units,
                    worth: campaign.worth, target: campaign.target)
            })
    }

    func take(_ tick: AuctionTick) throws {
        (day, self.tick) = tick.tick + 1 < ticks ? (tick.day, tick.tick + 1) : (tick.day + 1, 0)
        guard tick.arm == 0, tick.day >= settling, campaigns.contains(tick.campaign) else { return }
        finished.append(FinishedTick(tick, day: tick.day - settling))
    }

    /// The world has come to its end.
    func end(digest: String) throws { try line.say("end", End(digest: digest, finished: finished)) }

    // MARK: - What is done

    /// The rule of an agent's first tick of the day; the first who wants to know has all of them asked for.
    fileprivate func begin(_ place: Int, _ terms: CampaignTerms, in host: PolicyHost) -> BidRule {
        if begun != day {
            begun = day
            ask(in: host, terms)
        }
        return rules[place]
    }

    /// The rules of a tick, in the order of the campaigns.
    fileprivate func plan(in host: PolicyHost) -> [BidRule] {
        ask(in: host)
        return rules
    }

    private func ask(in host: PolicyHost, _ terms: CampaignTerms? = nil) {
        let question = Question(
            day: day - settling, tick: tick, finished: finished, trafficPlan: terms?.trafficPlan,
            opportunities: terms?.opportunities)
        finished = []
        guard let word = ask(question, in: host) else { return }
        guard let multipliers = word.multipliers, multipliers.count == campaigns.count,
            word.limits.map({ $0.count == campaigns.count }) ?? true
        else { return end(host, "a multiplier is needed for each of \(campaigns.count) campaigns") }
        rules = multipliers.indices.map { place in
            BidRule(multiplier: multipliers[place], limit: word.limits?[place] ?? .infinity)
        }
    }

    /// A policy that bids for one of the campaigns.
    /// - Parameters:
    ///   - place: among the campaigns.
    ///   - policy: that of the campaign's arm, for days that do not count.
    func policy(_ place: Int, before policy: any BiddingPolicy, in host: PolicyHost) -> any BiddingPolicy {
        host.welcome()
        return AgentBidding(self, place: place, before: policy, in: host)
    }
}

/// Bids for one campaign as somebody outside says.
private final class AgentBidding: BiddingPolicy {
    static let name = "outside"
    static let summary = "Bids as somebody outside says."

    private let agents: BiddingAgents
    private let place: Int
    private let before: any BiddingPolicy
    private let host: PolicyHost
    let rhythm: BiddingRhythm
    let wantsOpportunities: Bool

    init(_ agents: BiddingAgents, place: Int, before: any BiddingPolicy, in host: PolicyHost) {
        (self.agents, self.place, self.before, self.host) = (agents, place, before, host)
        rhythm = agents.isSettling ? before.rhythm : .everyTick
        wantsOpportunities = agents.isSettling && before.wantsOpportunities
    }

    convenience init(parameters: ParameterValues, seed: UInt64) {
        preconditionFailure("its agents make it, and no registry")
    }

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        if agents.isSettling {
            before.begin(terms, into: &answers)
        } else {
            answers[0] = agents.begin(place, terms, in: host)
        }
    }

    static func plan(
        _ policies: [any BiddingPolicy], at moments: borrowing Span<BiddingMoment>, into answers: inout BiddingAnswers
    ) {
        let own = policies.compactMap { $0 as? AgentBidding }
        guard let agents = own.first?.agents, let host = own.first?.host else { return }
        guard !agents.isSettling else {
            for (row, policy) in own.enumerated() {
                var answer = answers.only(row)
                policy.before.plan(moments[row], into: &answer)
            }
            return
        }
        let rules = agents.plan(in: host)
        for (row, policy) in own.enumerated() { answers[row] = rules[policy.place] }
    }

    func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers) {
        if agents.isSettling { before.observe(outcome, into: &answers) }
    }

    func learn(from feedback: borrowing BiddingFeedback) { if agents.isSettling { before.learn(from: feedback) } }
}
