import Marketplace

extension Design {
    /// Campaigns of ads are split: treatment's policy bids for treated ones.
    public static let campaignSplit = Design(
        "campaign_split", words: "campaign split", units: "campaigns",
        definition: "Campaigns of ads split; difference of means over campaigns, Welch.", role: .campaignSplit,
        coarsest: .ad)
}

extension DesignModel {
    static let campaignSplit = DesignModel(
        .campaignSplit, split: CampaignsApart.self,
        faults: { plan in
            guard plan.campaigns >= 4 else {
                return [DesignFault("campaign_split needs at least 4 campaigns, but there are \(plan.campaigns)")]
            }
            let other = plan.difference.first { $0 != "policies.bidding" }.map {
                DesignFault(
                    "campaign_split needs a change of policies.bidding and nothing else, but the arms differ in \($0)")
            }
            return (other.map { [$0] } ?? []) + DesignFault.needsTwoArms(plan, "campaign_split")
        })
}

extension WorldRole {
    /// Campaigns of ads are split.
    public static let campaignSplit = WorldRole(rawValue: "campaign-split")
}

/// Campaigns of ads, by number.
struct CampaignsApart: UnitSplit {
    let campaigns: HashSplit

    init(_ draw: SplitDraw) { campaigns = draw.hashed(".campaigns") }

    var randomisation: Randomisation? { .campaigns { arm(ofCampaign: $0) } }
    func arm(ofCampaign campaign: UInt32) -> UInt8 { campaigns.arm(of: campaign) }

    static let nameColumns = ["campaign"]

    func measure(of plan: Plan, users: Int) -> UnitTotals<CampaignIndex> {
        UnitTotals(CampaignIndex(campaigns: plan.campaigns, experimentStart: plan.schedule.warmup), of: plan)
    }

    func forEachUnit(
        of measure: UnitTotals<CampaignIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        var unit = UnitRow(world.plan.quantities)
        for campaign in 0..<measure.index.rows {
            unit.name(campaign, arm: arm(ofCampaign: UInt32(campaign)))
            measure.read(campaign, into: &unit.values)
            try body(unit)
        }
    }
}

/// A row for each campaign of ads, for what its ads bring in the experiment.
struct CampaignIndex: UnitIndex {
    let campaigns: Int
    let experimentStart: Int64

    var rows: Int { campaigns }

    func row(of record: JournalRecord) -> Int {
        record.campaign == JournalRecord.none || record.creditTime < experimentStart
            ? Self.nowhere : Int(record.campaign)
    }
}
