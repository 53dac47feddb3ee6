import Experiments
import MarketLabTesting
import Marketplace
import PolicyKit
import Statistics
import Testing

/// Campaigns split between two ways of bidding.
struct CampaignSplitTests {
    private static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        TestPlans.busy { plan in
            plan.market.ads.campaigns = 40
            plan.market.ads.budgetLeast = 1_000_000
            plan.market.ads.budgetMost = 1_000_000
            for arm in 0...1 {
                plan.arms[arm].policies[.bidding] = PolicyChoice("fixed", ["multiplier": arm == 0 ? 1 : 0.5])
                plan.arms[arm].conditions = plan.arms[0].conditions
            }
            plan.designs = [.campaignSplit, .userSplit]
            change(&plan)
        }
    }

    @Test func withEqualBiddingNothingHappensThatWouldNotHaveHappened() throws {
        let plan = Self.plan { $0.arms[1].policies = $0.arms[0].policies }
        let (outcome, _) = try TestPlans.replication(plan)
        #expect(outcome.experiment.digest == outcome.allControl.digest)
    }

    /// Exposures, clicks and charges of ads by the campaign's arm, recounted from the journal.
    @Test(arguments: TestSeeds.two)
    func theTotalsOfCampaignsAreThoseOfTheirAds(seed: UInt64) throws {
        let plan = Self.plan { $0.seed = seed }
        let (outcome, journals) = try TestPlans.replication(plan)
        let assignments = WorldArms(in: WorldTask(replication: 0, role: .campaignSplit), of: plan)
        var (exposures, charges) = ([0, 0], [0.0, 0.0])
        for record in try #require(journals[.campaignSplit]) where record.time >= plan.schedule.warmup {
            let arm = Int(assignments.arm(ofCampaign: record.detail))
            if record.kind == .adExposure { exposures[arm] += 1 }
            if record.kind == .adCharge { charges[arm] += Double(record.value) / 10_000 }
        }
        for arm in 0...1 {
            let moments = outcome.experiment.arms[arm]
            #expect(moments.n == (0..<40).count { assignments.arm(ofCampaign: $0) == UInt8(arm) })
            func total(_ quantity: Quantity) -> Double {
                moments.means[outcome.experiment.units.variable(quantity)] * Double(moments.n)
            }
            #expect(ByHand.agree(total(.adExposures), Double(exposures[arm])))
            #expect(ByHand.agree(total(.adRevenue), charges[arm]))
            #expect(exposures[arm] > 100)
            #expect(total(.adClicks) > 10)
        }
        let names = Set(Readout(plan, replications: [outcome], version: "", command: "").metrics.map(\.name))
        #expect(names.contains("ad_revenue_campaign_split") && !names.contains("gmv_campaign_split"))
    }

    /// Who bids half loses slots to the others; a launch would leave the slots as full as they were.
    @Test func campaignsThatBidLessLoseSlotsToTheOthers() throws {
        let (outcome, _) = try TestPlans.replication(Self.plan())
        let readout = Readout(Self.plan(), replications: [outcome], version: "", command: "")
        let exposures = try #require(readout.metrics.first { $0.name == "ad_exposures_campaign_split" })
        #expect((exposures.relative?.estimate ?? 0) < -0.1)
        #expect(abs(exposures.truth.relative?.estimate ?? 1) < abs(exposures.relative?.estimate ?? 0) / 2)
    }
}
