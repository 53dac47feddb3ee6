import Experiments
import Marketplace
import PolicyKit
import Randomness

/// Makes a plan of what was found in a scenario, and checks what only several keys together can break.
struct PlanBuilder {
    let file: String
    let findings: Findings
    let policies: PolicyRegistry
    private(set) var problems: [ScenarioProblem] = []

    /// The plan, to be used only when neither `problems` nor the findings have a fault.
    mutating func plan() -> Plan {
        var market = Market()
        findings.fill(&market, Market.fields, under: "market.")
        market.currency = findings.currency
        var loader = MarketLoader(file: file, findings: findings)
        var segments = SegmentBuilder(file: file, findings: findings)
        var signals = SignalLoader(file: file, findings: findings, policies: policies)
        let (loaded, cells) = loader.load(&market, segmentColumns: segments.columns(), signals: &signals)
        problems += loader.problems + signals.problems
        check(market, under: "market.")

        let arms = arms(market)
        let name = findings.text("scenario") ?? Self.name(of: file)
        var plan = Plan(
            name: name, title: findings.text("title") ?? name, summary: findings.text("summary") ?? "", arms: arms)
        market.conditions = arms[0].conditions
        plan.market = market
        plan.loaded = loaded
        if case .seed(let seed)? = findings["seed"]?.value { plan.seed = seed }
        var run = RunSettings()
        findings.fill(&run, RunSettings.fields, under: "")
        plan.replications = Int(run.replications)
        plan.publishedMarket = PublishedMarket.named(run.compareWith)
        if plan.publishedMarket != nil, market.currency != .usd {
            report(
                ["currency", "compare_with"],
                "the published figures of \(run.compareWith) are in USD, and this scenario's money is in "
                    + market.currency.code)
        }
        fillExperiment(&plan)
        plan.segmentations = segments.segmentations(plan, cells: cells)
        problems += segments.problems
        checkModels(plan)
        fillBooking(&plan)
        fillAuctions(&plan)
        return plan
    }

    /// A booking market stands in place of the feed market, whose part of the plan nobody reads then.
    private mutating func fillBooking(_ plan: inout Plan) {
        var builder = BookingBuilder(file: file, findings: findings)
        guard builder.isWanted else { return }
        checkTwoArms(plan, in: "booking")
        checkOfFeed(plan, in: "booking")
        let booking = builder.plan(length: plan.schedule.experiment)
        problems += builder.problems
        plan.kind = .booking(booking)
        plan.arms[1].changes = BookingBuilder.changes(booking.market)
    }

    /// An auction market does so, too; what its arms bid with is in the policies.
    private mutating func fillAuctions(_ plan: inout Plan) {
        var builder = AuctionBuilder(file: file, findings: findings)
        guard builder.isWanted else { return }
        if findings.groups.contains("booking") {
            report(["booking", "auctions"], "a scenario has one market, but booking and auctions stand in this one")
        }
        checkTwoArms(plan, in: "auctions")
        checkOfFeed(plan, in: "auctions")
        plan.kind = .auctions(builder.plan(arms: plan.arms, length: plan.schedule.experiment))
        problems += builder.problems
        plan.arms[1].changes += builder.changes(plan.arms.map(\.name))
    }

    /// Pages and their rankings are the feed market's.
    private mutating func checkOfFeed(_ plan: Plan, in group: String) {
        if plan.interleaving != nil {
            report(
                ["experiment.interleaving"],
                "rankings share pages in the feed market alone, and this scenario has \(group)")
        }
        if plan.allocation != nil {
            report(
                ["experiment.allocation"],
                "sessions are allocated in the feed market alone, and this scenario has \(group)")
        }
        if plan.offlineEvaluation != nil {
            report(
                ["experiment.offline_evaluation"],
                "rankings are evaluated offline in the feed market alone, and this scenario has \(group)")
        }
    }

    private mutating func checkTwoArms(_ plan: Plan, in group: String) {
        guard plan.arms.count > 2 else { return }
        report(["experiment.arms"], "has \(plan.arms.count) arms, but an experiment with \(group) has two")
    }

    /// Whether another market stands in place of the feed market, in which nothing is ordered.
    private var isForeign: Bool { !findings.groups.isDisjoint(with: ["booking", "auctions"]) }

    private mutating func fillExperiment(_ plan: inout Plan) {
        var experiment = ExperimentSettings()
        findings.fill(&experiment, ExperimentSettings.fields, under: "experiment.")
        plan.schedule.warmup = experiment.warmup
        plan.schedule.experiment = experiment.length
        plan.schedule.followup =
            findings["experiment.followup"] == nil && !isForeign
            ? plan.arms.map(\.conditions.orders.settlingTime).max() ?? 0 : experiment.followup
        let shares = ArmShares(
            findings, arms: plan.arms.map(\.name), treatmentShare: experiment.treatmentShare)
        if let fault = shares.fault { report(fault.keys, fault.message) }
        plan.split = UserSplit(shares: shares.values, salt: experiment.salt)
        plan.layers = LayerBuilder(findings: findings, slots: policies.slots).layers
        checkLayers(plan)
        plan.learners = Learners(rawValue: experiment.learners) ?? .own
        plan.challenger = Plan.Challenger(rawValue: experiment.challenger) ?? .trained
        plan.interleaving = Interleaving(rawValue: experiment.interleaving)
        plan.allocation = Bandit(rawValue: experiment.allocation)
        plan.offlineEvaluation = OfflineEvaluation(rawValue: experiment.offlineEvaluation)
        if plan.learners == .pooled, plan.challenger == .fresh, plan.schedule.warmup > 0 {
            report(
                ["experiment.learners", "experiment.challenger"],
                "pooled goes with challenger: trained: who learns from everybody's pages in the experiment has seen those of the warm-up"
            )
        }
        plan.analysis = Plan.Analysis(rawValue: experiment.analysis) ?? .everybody
        plan.level = experiment.level
        if case .words(let metrics)? = findings["experiment.metrics"]?.value {
            plan.metrics = metrics
        } else {
            plan.metrics = plan.defaultMetrics.map(\.name)
        }
        if case .words(let words)? = findings["experiment.designs"]?.value {
            plan.designs = words.compactMap(Design.init(rawValue:))
        }
        DecisionBuilder(findings: findings).fill(&plan)
        findings.fill(&plan.verdict, VerdictRule.fields, under: "experiment.verdict.")
        findings.fill(&plan.switchback, Switchback.fields, under: "experiment.switchback.")
        findings.fill(&plan.bandit, BanditSettings.fields, under: "experiment.bandit.")
        findings.fill(&plan.rollout, Rollout.fields, under: "experiment.rollout.")
        if findings.groups.contains("study") {
            var study = Study()
            findings.fill(&study, Study.fields, under: "study.")
            plan.study = study
        }
        for fault in plan.experimentFaults { report(fault.keys, fault.message) }
        if Double(plan.schedule.end) > ExperimentSettings.century {
            let whole = Unit.duration.text(Double(plan.schedule.end))
            report(
                ["warmup", "length", "followup"].map { "experiment.\($0)" },
                "warmup, length and followup are \(whole) together, more than 100 years")
        }
    }

    // MARK: - Arms

    private mutating func arms(_ market: Market) -> [Arm] {
        var shared = PolicyChoices(slots: policies.slots)
        for slot in policies.slots { shared[slot] = findings.policy("policies.\(slot.name)") ?? shared[slot] }
        let names = findings.arms.isEmpty ? ScenarioFormat.armNames : findings.arms
        var arms = names.map { name in
            let path = "experiment.arms.\(name)."
            var arm = Arm(name: name, conditions: market.conditions, policies: shared)
            findings.fill(&arm.conditions, Conditions.fields, under: "\(path)market.")
            for slot in policies.slots {
                arm.policies[slot] = findings.policy("\(path)policies.\(slot.name)") ?? shared[slot]
            }
            var own = market
            own.conditions = arm.conditions
            check(own, under: "\(path)market.")
            return arm
        }
        for arm in arms.indices.dropFirst() {
            arms[arm].changes = ArmChanges(policies: policies, currency: findings.currency).changes(
                of: arms[arm], against: arms[0])
        }
        checkDefaults(arms)
        return arms
    }

    /// The default policies are names only: a registry need not know them.
    private mutating func checkDefaults(_ arms: [Arm]) {
        for slot in policies.slots where !findings.broken.contains("policies.\(slot.name)") {
            let isUnknown = arms.contains { policies[slot, $0.policies[slot].name] == nil }
            guard isUnknown, findings["policies.\(slot.name)"] == nil else { continue }
            let known = policies.policies(in: slot).map(\.name).joined(separator: ", ")
            problems.append(
                ScenarioProblem(
                    file: file, keyPath: "policies.\(slot.name)",
                    "is not given, and its default \(slot.defaultPolicy.name) is not known", note: "Known: \(known)")
            )
        }
    }

    // MARK: - Rules

    /// Who reads a model's scores needs a model; a plug-in may ask for columns that it does without.
    private mutating func checkModels(_ plan: Plan) {
        guard !isForeign else { return }
        var told: Set<String> = []
        for arm in plan.arms
        where arm.conditions.models.auc == 0 && arm.policies[.ranking].origin == nil {
            let keys = ["policies.ranking", "experiment.arms.\(arm.name).policies.ranking"]
            guard let key = findings.blamed(among: keys), told.insert(key.key).inserted,
                policies.make(.ranking, arm.policies[.ranking], seed: 0).signals.contains(.modelScore)
            else { continue }
            report(
                keys,
                "\(arm.policies[.ranking].name) reads `model_score`, and \(arm.name) has no model; give it one with "
                    + "market.models.click.auc")
        }
    }

    /// Under a layer an arm's market must keep the rules, too.
    private mutating func checkLayers(_ plan: Plan) {
        for layer in plan.layers {
            var own = plan.market
            own.conditions = layer.laid(over: plan.arms[0]).conditions
            check(own, under: "\(LayerBuilder.path).\(layer.name).market.")
        }
    }

    /// Holds the rules against a market, for the keys that were set under `prefix`.
    private mutating func check(_ market: Market, under prefix: String) {
        for rule in MarketRule.all {
            guard let fault = rule.fault(market) else { continue }
            report(rule.keys.map { prefix + $0 }, fault, alsoBroken: rule.keys.map { "market.\($0)" })
        }
    }

    /// Names the last of the keys that the person has set; says nothing when none is set or one is wrong by itself.
    private mutating func report(_ keys: [String], _ message: String, alsoBroken: [String] = []) {
        guard !alsoBroken.contains(where: findings.broken.contains), let last = findings.blamed(among: keys) else {
            return
        }
        problems.append(ScenarioProblem(file: file, at: last.place, keyPath: last.key, message))
    }

    /// `Spring sale.yaml` is `spring-sale`. A name that loses more than blanks and marks between words, as `日本.yaml`, ends
    /// in a number of its own, so that its pages are not those of another.
    private static func name(of file: String) -> String {
        let base = file.split(separator: "/").last ?? ""
        let stem = base.lastIndex(of: ".").map { base[..<$0] } ?? base
        let words = stem.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "-")
        let isWhole = stem.unicodeScalars.allSatisfy { $0.isASCII } && !name.isEmpty
        if isWhole, name.utf8.count <= FormatChecker.longestName { return name }
        let number = String(StableHash.hash(String(stem), seed: 0), radix: 16).suffix(8)
        return "\(name.isEmpty ? "scenario" : name.prefix(FormatChecker.longestName / 2))-\(number)"
    }
}
