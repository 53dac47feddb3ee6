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
    case pairs(users: UnitTotals<PairIndex>, listings: UnitTotals<PairIndex>)

    init(_ assignments: Assignments, _ plan: Plan, users: Int) {
        let start = plan.schedule.warmup
        let costs = plan.arms.map(\.conditions.feed.requestCost)
        func pairs(_ side: PairIndex.Side) -> UnitTotals<PairIndex> {
            UnitTotals(
                PairIndex(
                    side, users: users, experimentStart: start, userArm: { assignments.arm(ofUser: $0) },
                    listingArm: { assignments.arm(of: $0) }), requestCosts: costs)
        }
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
            case .twoSided: .pairs(users: pairs(.users), listings: pairs(.listings))
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
        case .pairs(let users, let listings): [users, listings]
        }
    }

    /// - Parameters:
    ///   - totals: of the users.
    ///   - clusters: of each user, where users were split in clusters.
    func moments(_ assignments: Assignments, _ plan: Plan, totals: UserTotals, clusters: [UInt8]) -> UnitMoments {
        let arms: [UInt8] = [0, 1]
        switch self {
        case .users where assignments.role == .userClusters:
            var sums = ClusterTotals(clusters: Int(plan.market.listings.categories))
            totals.forEachUser { user, totals, before in sums.add(totals, before: before, to: Int(clusters[user])) }
            return UnitMoments(
                arms: arms.map { arm in sums.moments { assignments.arm(ofCluster: UInt8($0)) == arm } },
                population: Double(totals.users))
        case .users:
            let moments = arms.map { arm in
                totals.moments { user, totals in
                    assignments.arm(ofUser: UInt32(user)) == arm && plan.analysis.counts(totals)
                }
            }
            return UnitMoments(arms: moments, population: Double(moments.reduce(0) { $0 + $1.n }))
        case .sessions(let sessions):
            let names = sessions.index.sessions
            return UnitMoments(
                arms: arms.map { arm in
                    sessions.moments(over: names.count) {
                        assignments.arm(ofSession: names[$0].session, user: names[$0].user) == arm
                    }
                }, population: Double(names.count))
        case .requests(let requests):
            let names = requests.index.requests
            return UnitMoments(
                arms: arms.map { arm in
                    requests.moments(over: names.count) {
                        assignments.arm(
                            ofRequest: names[$0].request, session: names[$0].session, user: names[$0].user) == arm
                    }
                }, population: Double(names.count))
        case .listings(let listings): return UnitMeasure.moments(listings, assignments, plan)
        case .campaigns(let campaigns):
            return UnitMoments(
                arms: arms.map { arm in
                    campaigns.moments(over: campaigns.index.rows) {
                        assignments.arm(ofCampaign: UInt32($0)) == arm
                    }
                }, population: Double(campaigns.index.rows))
        case .blocks(let blocks):
            var sums = ClusterTotals(clusters: blocks.index.rows)
            for block in 0..<blocks.index.rows where blocks.index.days(of: block) > 0 {
                sums.add(blocks[block], members: blocks.index.days(of: block), to: block)
            }
            return UnitMoments(
                arms: arms.map { arm in sums.moments { assignments.arm(ofBlock: $0) == arm } },
                population: Double(plan.schedule.experiment) / 86_400_000)
        case .pairs(let users, let listings):
            let index = listings.index.listings
            return UnitMoments(
                arms: arms.map { arm in totals.moments { user, _ in assignments.arm(ofUser: UInt32(user)) == arm } },
                population: Double(totals.users),
                pairs: UnitMoments.Pairs(
                    users: arms.map { arm in
                        users.pairMoments(over: totals.users) { assignments.arm(ofUser: UInt32($0)) == arm }
                    },
                    listings: arms.map { arm in
                        listings.pairMoments(over: index.listings.count) {
                            !index.isGone[$0] && assignments.arm(of: index.listings[$0]) == arm
                        }
                    }))
        }
    }

    /// Listings that are on the market in the experiment, one by one or by seller or category.
    private static func moments(
        _ totals: UnitTotals<ListingIndex>, _ assignments: Assignments, _ plan: Plan
    ) -> UnitMoments {
        let index = totals.index
        let there = index.listings.indices.filter { !index.isGone[$0] }
        let arms: [UInt8] = [0, 1]
        let population = Double(there.count)
        if assignments.role == .listingSplit {
            return UnitMoments(
                arms: arms.map { arm in
                    totals.moments(over: index.rows) {
                        !index.isGone[$0] && assignments.arm(of: index.listings[$0]) == arm
                    }
                }, population: population)
        }
        func cluster(_ listing: ListingUnit) -> Int {
            Int(assignments.role == .sellerSplit ? listing.seller : UInt32(listing.category))
        }
        var sums = ClusterTotals(clusters: (there.map { cluster(index.listings[$0]) }.max() ?? 0) + 1)
        var armOf = [UInt8](repeating: 0, count: sums.count)
        for listing in there {
            let unit = index.listings[listing]
            sums.add(totals[listing], to: cluster(unit))
            armOf[cluster(unit)] = assignments.arm(of: unit)
        }
        return UnitMoments(arms: arms.map { arm in sums.moments { armOf[$0] == arm } }, population: population)
    }
}

extension Plan.Analysis {
    /// Whether a user with these totals of the experiment is read out.
    fileprivate func counts(_ totals: Totals) -> Bool { self == .everybody || totals.exposures > 0 }
}
