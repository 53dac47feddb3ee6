import Marketplace
import Statistics

/// Follows a world's journal by the units of its design.
enum UnitMeasure {
    case users
    case sessions(UnitTotals<SessionIndex>)
    case requests(UnitTotals<RequestIndex>)
    case listings(UnitTotals<ListingIndex>)
    case campaigns(UnitTotals<CampaignIndex>)
    case blocks(UnitTotals<BlockIndex>)
    case pairs(UnitTotals<PairIndex>)
    case stages(UnitTotals<StageIndex>)

    init(_ assignments: Assignments, _ plan: Plan, users: Int) {
        let start = plan.schedule.warmup
        let costs = plan.cells.map(\.conditions.feed.requestCost)
        self =
            switch assignments.role {
            case .experiment, .budgetSplit, .userClusters, .allTreated, .allControl: .users
            case .sessionSplit: .sessions(UnitTotals(SessionIndex(experimentStart: start), requestCosts: costs))
            case .requestSplit:
                .requests(UnitTotals(RequestIndex(users: users, experimentStart: start), requestCosts: costs))
            case .listingSplit, .sellerSplit, .categorySplit:
                .listings(UnitTotals(ListingIndex(experimentStart: start), requestCosts: costs))
            case .campaignSplit:
                .campaigns(
                    UnitTotals(
                        CampaignIndex(campaigns: plan.campaigns, experimentStart: start), requestCosts: costs))
            case .switchback:
                .blocks(
                    UnitTotals(
                        BlockIndex(
                            experiment: start..<start + plan.schedule.experiment, switchback: plan.switchback),
                        requestCosts: costs))
            case .stagedRollout:
                .stages(
                    UnitTotals(
                        StageIndex(users: users, experimentStart: start, starts: plan.rollout.starts),
                        requestCosts: costs))
            case .twoSided: .pairs(UnitTotals(PairIndex(experimentStart: start), requestCosts: costs))
            }
    }

    var consumers: [any JournalConsumer] {
        switch self {
        case .users: []
        case .sessions(let totals): [totals]
        case .requests(let totals): [totals]
        case .listings(let totals): [totals]
        case .campaigns(let totals): [totals]
        case .blocks(let totals): [totals]
        case .pairs(let totals): [totals]
        case .stages(let totals): [totals]
        }
    }

    /// - Parameters:
    ///   - totals: of the users.
    ///   - clusters: of each user, where users were split in clusters.
    func moments(_ assignments: Assignments, _ plan: Plan, totals: UserTotals, clusters: [UInt8]) -> UnitMoments {
        let arms = plan.arms.count
        switch self {
        case .users where assignments.role == .userClusters:
            var sums = ClusterTotals()
            totals.forEachUser { user, totals, before in sums.add(totals, before: before, to: Int(clusters[user])) }
            return UnitMoments(
                arms: sums.moments(arms: arms) { assignments.arm(ofCluster: UInt8($0)) },
                population: Double(totals.users))
        case .users:
            let moments = totals.moments(arms: arms) { user, totals in
                plan.analysis.counts(totals) ? assignments.arm(ofUser: UInt32(user)) : nil
            }
            return UnitMoments(arms: moments, population: Double(moments.reduce(0) { $0 + $1.n }))
        case .sessions(let sessions):
            let names = sessions.index.sessions
            return UnitMoments(
                arms: sessions.moments(over: names.count, arms: arms) {
                    assignments.arm(ofSession: names[$0].session, user: names[$0].user)
                }, population: Double(names.count))
        case .requests(let requests):
            let names = requests.index.requests
            return UnitMoments(
                arms: requests.moments(over: names.count, arms: arms) {
                    assignments.arm(
                        ofRequest: names[$0].request, session: names[$0].session, user: names[$0].user)
                }, population: Double(names.count))
        case .listings(let listings): return UnitMeasure.moments(listings, assignments, arms: arms)
        case .campaigns(let campaigns):
            let count = campaigns.index.rows
            return UnitMoments(
                arms: campaigns.moments(over: count, arms: arms) { assignments.arm(ofCampaign: UInt32($0)) },
                population: Double(count))
        case .blocks(let blocks):
            var sums = ClusterTotals()
            for block in 0..<blocks.index.rows where blocks.index.days(of: block) > 0 {
                sums.add(blocks[block], members: blocks.index.days(of: block), to: block)
            }
            return UnitMoments(
                arms: sums.moments(arms: arms) { assignments.arm(ofBlock: $0) },
                population: Double(plan.schedule.experiment) / 86_400_000,
                blocks: plan.designs.contains(.switchbackThompson) ? UnitMeasure.blocks(blocks, assignments, plan) : nil
            )
        case .stages(let stages):
            return UnitMoments(
                arms: totals.moments(arms: arms) { user, _ in assignments.arm(ofUser: UInt32(user)) },
                population: Double(totals.users), stages: stages.moments(assignments))
        case .pairs(let pairs):
            return UnitMoments(
                arms: totals.moments(arms: arms) { user, _ in assignments.arm(ofUser: UInt32(user)) },
                population: Double(totals.users), pairs: pairs.moments(users: totals.users, assignments))
        }
    }

    /// Blocks of which some time counts.
    private static func blocks(
        _ totals: UnitTotals<BlockIndex>, _ assignments: Assignments, _ plan: Plan
    ) -> UnitMoments.Blocks {
        let there = (0..<totals.index.rows).filter { totals.index.days(of: $0) > 0 }
        return UnitMoments.Blocks(
            arms: there.map { assignments.arm(ofBlock: $0) }, days: there.map { totals.index.days(of: $0) },
            sums: there.map { block in Metric.Quantity.allCases.map(totals[block].value) },
            carryover: Int(plan.switchback.carryover), seed: assignments.seed)
    }

    /// Listings that are on the market in the experiment, one by one or by seller or category.
    private static func moments(
        _ totals: UnitTotals<ListingIndex>, _ assignments: Assignments, arms: Int
    ) -> UnitMoments {
        let index = totals.index
        let there = index.listings.indices.filter { !index.isGone[$0] }
        let population = Double(there.count)
        if assignments.role == .listingSplit {
            return UnitMoments(
                arms: totals.moments(over: index.rows, arms: arms) {
                    index.isGone[$0] ? nil : assignments.arm(of: index.listings[$0])
                }, population: population)
        }
        var sums = ClusterTotals()
        var armOf: [Int: UInt8] = [:]
        for listing in there {
            let unit = index.listings[listing]
            let cluster = Int(assignments.role == .sellerSplit ? unit.seller : UInt32(unit.category))
            sums.add(totals[listing], to: cluster)
            armOf[cluster] = assignments.arm(of: unit)
        }
        return UnitMoments(arms: sums.moments(arms: arms) { armOf[$0] ?? 0 }, population: population)
    }
}

extension Plan.Analysis {
    /// Whether a user with these totals of the experiment is read out.
    fileprivate func counts(_ totals: Totals) -> Bool { self == .everybody || totals.exposures > 0 }
}
