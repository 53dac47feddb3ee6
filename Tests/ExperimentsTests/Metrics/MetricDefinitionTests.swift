import Experiments
import Marketplace
import Testing

/// Every metric recomputed from the journals by its definition, in both arms and in both twins.
struct MetricDefinitionTests {
    private struct Scene {
        let plan: Plan
        let outcome: FeedReplication
        let journals: [WorldRole: [JournalRecord]]
        let readout: Readout
        /// Of each world's journal.
        let recounts: [WorldRole: Recount]
    }

    private static let scene: Result<Scene, any Error> = Result {
        let plan = TestPlans.busy { plan in
            plan.metrics = Metric.all.map(\.name)
            for arm in 0...1 {
                plan.arms[arm].conditions.models.auc = 0.7
                plan.arms[arm].conditions.models.cost = arm == 0 ? 4_000 : 5_000
            }
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        let recounts = journals.mapValues {
            Recount(
                $0, users: 240, experimentStart: plan.schedule.warmup,
                browsingEnd: plan.schedule.warmup + plan.schedule.experiment)
        }
        return Scene(plan: plan, outcome: outcome, journals: journals, readout: readout, recounts: recounts)
    }

    /// The metric's value among some users of a world.
    private static func value(_ name: String, users: [Int], _ role: WorldRole, _ scene: Scene) -> Double {
        guard let recount = scene.recounts[role] else { return .nan }
        func sum(_ quantity: Quantity) -> Double {
            users.reduce(0) { $0 + recount.total(quantity, user: $1) }
        }
        let count = Double(users.count)
        switch name {
        case "gmv": return sum(.gmv) / count
        case "net_gmv": return (sum(.gmv) - sum(.refunded)) / count
        case "orders": return sum(.orders) / count
        case "ctr": return sum(.clicks) / sum(.exposures)
        case "cvr": return sum(.orders) / sum(.clicks)
        case "ctcvr": return sum(.orders) / sum(.exposures)
        case "requests_per_session": return sum(.requests) / sum(.sessions)
        case "exposures_per_session": return sum(.exposures) / sum(.sessions)
        case "sold_out_encounters": return sum(.soldOutEncounters) / sum(.exposures)
        case "inserted_requests": return sum(.insertedRequests) / count
        case "refused_requests": return sum(.refusedRequests) / count
        case "serving_cost": return sum(.servingCost) / count
        case "ranking_cost": return sum(.rankingCost) / count
        case "model_cost": return sum(.modelCost) / count
        case "income": return sum(.income) / count
        case "contribution":
            return (sum(.income) + sum(.adRevenue) - sum(.servingCost) - sum(.rankingCost)) / count
        case "ecvr": return (sum(.orders) - sum(.refunds)) / sum(.clicks)
        case "refund_rate": return sum(.refunds) / sum(.orders)
        case "repeat_visits": return users.reduce(0) { $0 + max(0, recount.total(.sessions, user: $1) - 1) } / count
        case "retention": return sum(.retained) / count
        case "ad_revenue": return sum(.adRevenue) / count
        case "organic_gmv": return sum(.organicGMV) / count
        case "ad_exposures": return sum(.adExposures) / count
        case "ad_clicks": return sum(.adClicks) / count
        case "ad_load": return sum(.adExposures) / sum(.exposures)
        case "ad_ctr": return sum(.adClicks) / sum(.adExposures)
        case "sell_through": return sum(.orders) / count * 240 / offered(role, scene)
        case "young_ctr": return sum(.youngClicks) / sum(.youngExposures)
        case "young_sell_through": return sum(.youngUnits) / count * 240 / offered(role, scene)
        case "deep_ctr": return sum(.deepClicks) / sum(.deepExposures)
        case "deep_orders": return sum(.deepOrders) / count
        default: return .nan
        }
    }

    /// Units for sale or reserved at the experiment's start, and those that came later.
    private static func offered(_ role: WorldRole, _ scene: Scene) -> Double {
        var forSale: [UInt32: Int] = [:]
        var reserved = 0
        var came = 0
        var ended: Set<UInt32> = []
        for record in scene.journals[role] ?? [] {
            if record.time >= scene.plan.schedule.warmup {
                if record.kind == .listingCreated { came += Int(record.detail) }
                continue
            }
            if record.kind == .checkout { reserved += 1 }
            if record.kind == .payment || record.kind == .lapse { reserved -= 1 }
            switch record.kind {
            case .listingCreated: forSale[record.listing] = Int(record.detail)
            case .checkout: forSale[record.listing, default: 0] -= 1
            case .lapse where !ended.contains(record.listing): forSale[record.listing, default: 0] += 1
            case .listingEnded:
                forSale[record.listing] = 0
                ended.insert(record.listing)
            default: break
            }
        }
        return Double(reserved + came + forSale.values.reduce(0, +))
    }

    @Test(arguments: Metric.all.map(\.name))
    func aMetricIsWhatItsDefinitionSays(name: String) throws {
        let scene = try MetricDefinitionTests.scene.get()
        let metric = try #require(scene.readout.metrics.first { $0.name == name })
        func users(_ arm: Int) -> [Int] {
            (0..<240).filter { UserTotalsTests.arm(of: $0, .experiment, scene.plan) == arm }
        }
        let everybody = Array(0..<240)
        func value(_ users: [Int], _ role: WorldRole) -> Double {
            MetricDefinitionTests.value(name, users: users, role, scene)
        }
        #expect(ByHand.agree(metric.control.mean, value(users(0), .experiment)))
        #expect(ByHand.agree(metric.treatment.mean, value(users(1), .experiment)))
        #expect(ByHand.agree(metric.truth.control, value(everybody, .allControl)))
        #expect(ByHand.agree(metric.truth.treatment, value(everybody, .allTreated)))
        #expect(metric.control.n == users(0).count && metric.treatment.n == users(1).count)
        let difference = value(everybody, .allTreated) - value(everybody, .allControl)
        #expect(ByHand.agree(metric.truth.difference.estimate, difference, 1e-7))
        #expect(value(users(0), .experiment) > 0)
    }

    /// What advertisers paid, record by record, is what the readout says of everybody.
    @Test(arguments: [WorldRole.allControl, .allTreated])
    func paymentsSumToRevenue(role: WorldRole) throws {
        let scene = try MetricDefinitionTests.scene.get()
        let metric = try #require(scene.readout.metrics.first { $0.name == "ad_revenue" })
        let paid = (scene.journals[role] ?? []).filter {
            $0.kind == .adCharge && $0.time >= scene.plan.schedule.warmup
        }
        let revenue = Double(paid.reduce(0) { $0 + $1.value }) / 10_000
        let mean = role == .allControl ? metric.truth.control : metric.truth.treatment
        #expect(ByHand.agree(mean * 240, revenue) && revenue > 0)
    }

    @Test func sellThroughOfATwinIsTheShareOfOfferedUnitsThatWereSold() throws {
        let scene = try MetricDefinitionTests.scene.get()
        let metric = try #require(scene.readout.metrics.first { $0.name == "sell_through" })
        let checkouts = (scene.journals[.allControl] ?? []).filter {
            $0.kind == .checkout && $0.time >= scene.plan.schedule.warmup
        }
        let inExperiment = Set(checkouts.map(\.detail))
        let sold = (scene.journals[.allControl] ?? []).count {
            $0.kind == .payment && inExperiment.contains($0.detail)
        }
        let offered = MetricDefinitionTests.offered(.allControl, scene)
        #expect(ByHand.agree(metric.truth.control, Double(sold) / offered))
        #expect(scene.outcome.allControl.unitsOffered == Int(offered))
    }

    /// Young listings and deep stock are looked at by who asks for them, whether or not campaigns advertise.
    @Test(arguments: [Int64(0), 40])
    func groupsOfListingsAreReadOutOnRequestOnly(campaigns: Int64) {
        let plan = TestPlans.busy { $0.market.ads.campaigns = campaigns }
        let metrics = plan.defaultMetrics
        #expect(Set(metrics).isDisjoint(with: [.youngCTR, .youngSellThrough, .deepCTR, .deepOrders]))
        #expect(metrics.contains(.ctr) && metrics.contains(.adRevenue) == (campaigns > 0))
    }

    @Test func everyMetricHasAnUnderstandableName() {
        #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
        for metric in Metric.all {
            #expect(Metric.named(metric.name) == metric)
            #expect(metric.definition.hasSuffix("."))
        }
        #expect(Metric.named("happiness") == nil)
    }
}
