import Bidding
import Experiments
import Marketplace
import PolicyKit

/// Makes the plan of an auction market of what was found under `auctions`, and of the arms' bidding policies.
struct AuctionBuilder {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []

    /// What an arm may sell differently: how, and above which price.
    static let fieldsOfArm = AuctionMarketSettings.fields.filter { ["pricing", "reserve"].contains($0.parameter.name) }

    /// Whether the scenario has an auction market.
    var isWanted: Bool { findings.groups.contains("auctions") }

    /// The auction market, its arms and designs, to be used only when there are no problems.
    /// - Parameter length: of the experiment, in milliseconds.
    mutating func plan(arms: [Arm], length: Int64) -> AuctionPlan {
        let foreign = ForeignKeys(
            group: "auctions", settling: "auctions.settling", allowed: ["policies.bidding", "auctions."])
        for fault in foreign.faults(in: findings) { report([fault.path], fault.message) }
        if findings.groups.contains("study") {
            report(["study"], "has no meaning with auctions, whose two designs stand in the readout of a run")
        }
        var market = AuctionMarket()
        findings.fill(&market.settings, AuctionMarketSettings.fields, under: "auctions.")
        check(market.settings, length: length)
        var loader = CampaignLoader(file: file, findings: findings)
        let currency = findings.currency
        market.campaigns = loader.load(market.settings)?.map { $0.counted(in: currency) }
        problems += loader.problems
        let auctionArms = arms.map { arm in
            var own = market.settings
            findings.fill(&own, Self.fieldsOfArm, under: "experiment.arms.\(arm.name).auctions.")
            return AuctionArm(bidding: arm.policies[.bidding], rules: own.counted(in: currency).rules)
        }
        market.settings = market.settings.counted(in: currency)
        var plan = AuctionPlan(market: market, arms: auctionArms)
        if case .words(let words)? = findings["auctions.designs"]?.value {
            plan.designs = words.compactMap(AuctionDesign.init(rawValue:))
        }
        if case .words(let words)? = findings["auctions.metrics"]?.value { plan.metrics = words }
        return plan
    }

    /// What treatment sells differently, key by key.
    func changes(_ arms: [String]) -> [Arm.Change] {
        let values = arms.map { arm in
            var own = AuctionMarketSettings()
            findings.fill(&own, AuctionMarketSettings.fields, under: "auctions.")
            findings.fill(&own, Self.fieldsOfArm, under: "experiment.arms.\(arm).auctions.")
            return own
        }
        return Self.fieldsOfArm.compactMap { field in
            let (old, new) = (field.read(values[0]), field.read(values[1]))
            guard old != new else { return nil }
            let unit = field.parameter.unit
            return Arm.Change(
                key: "auctions.\(field.parameter.name)", control: Quantity.text(old, as: unit),
                arm: Quantity.text(new, as: unit))
        }
    }

    /// What is cut off at certainty a bidder pays for and does not get.
    private static let mostBeyondCertainty = 0.001

    private mutating func check(_ settings: AuctionMarketSettings, length: Int64) {
        if settings.budgetMost < settings.budgetLeast {
            report(
                ["auctions.budget_least", "auctions.budget_most"],
                "budget_least \(settings.budgetLeast) is more than budget_most \(settings.budgetMost)")
        }
        if settings.targetMost < settings.targetLeast {
            report(
                ["auctions.target_least", "auctions.target_most"],
                "target_least \(settings.targetLeast) is more than target_most \(settings.targetMost)")
        }
        if settings.conversionRate > settings.clickRate {
            report(
                ["auctions.conversion_rate", "auctions.click_rate"],
                "conversion_rate \(Unit.share.text(settings.conversionRate)) is more than click_rate "
                    + "\(Unit.share.text(settings.clickRate)), but a conversion needs a click")
        }
        let certain = settings.shareBeyondCertainty
        if certain > Self.mostBeyondCertainty {
            report(
                ["auctions.conversion_rate"],
                "lets \(Unit.share.text(certain)) of exposures convert with a chance of more than 100 %; lower it, or the "
                    + "sigmas of what an exposure is worth and of its prediction")
        }
        if settings.segments > settings.campaigns {
            report(
                ["auctions.segments", "auctions.campaigns"],
                "segments \(settings.segments) is more than campaigns \(settings.campaigns): some would have no bidder")
        }
        if length % 86_400_000 != 0 {
            report(["experiment.length"], "must be whole days in an auction market, whose budgets are a day's")
        }
        let auctions = Double(settings.opportunitiesPerDay) * (Double(settings.settling) + Double(length) / 86_400_000)
        if auctions > 2e11 {
            report(
                ["auctions.opportunities_per_day", "auctions.settling", "experiment.length"],
                "a world would hold \(Int(auctions)) auctions, more than 2e11")
        }
    }

    /// - Parameter keys: which break a rule together.
    private mutating func report(_ keys: [String], _ message: String) {
        guard let last = findings.blamed(among: keys) else { return }
        problems.append(ScenarioProblem(file: file, at: last.place, keyPath: last.key, message))
    }
}
