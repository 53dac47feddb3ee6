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
            default: preconditionFailure("no split of the feed market is called \(assignments.role.rawValue)")
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
        let quantities = Metric.Quantity.allCases.count
        var arms = Array(repeating: CovarianceMoments(variables: 2 * quantities), count: plan.arms.count)
        forEachUnit(assignments, plan, totals: totals, clusters: clusters) { unit in
            if unit.isReadOut { arms[Int(unit.arm)].add(unit.values) }
        }
        var moments = UnitMoments(arms: arms, population: Double(arms.reduce(0) { $0 + $1.n }))
        switch self {
        case .users where assignments.role == .userClusters: moments.population = Double(totals.users)
        case .users, .sessions, .requests, .campaigns: break
        case .listings(let listings): moments.population = Double(listings.index.isGone.count { !$0 })
        case .blocks(let blocks):
            moments.population = Double(plan.schedule.experiment) / 86_400_000
            if plan.designs.contains(.switchbackThompson) {
                moments.blocks = UnitMeasure.blocks(blocks, assignments, plan)
            }
        case .stages(let stages): moments.stages = stages.moments(assignments)
        case .pairs(let pairs): moments.pairs = pairs.moments(users: totals.users, assignments)
        }
        return moments
    }

    /// Hands out the units one by one; where users enter in stages, or are split with listings, those are the users.
    ///
    /// - Parameters: as of `moments`.
    func forEachUnit(
        _ assignments: Assignments, _ plan: Plan, totals: UserTotals, clusters: [UInt8],
        _ body: (UnitRow) throws -> Void
    ) rethrows {
        var row = UnitRow()
        switch self {
        case .users where assignments.role == .userClusters:
            var sums = ClusterTotals()
            totals.forEachUser { user, totals, before in sums.add(totals, before: before, to: Int(clusters[user])) }
            try sums.forEachCluster { cluster, sums in
                row.set(cluster, arm: assignments.arm(ofCluster: UInt8(cluster)), sums: sums)
                try body(row)
            }
        case .users, .stages, .pairs:
            try totals.forEachUser { user, totals, before in
                row.set(
                    user, arm: assignments.arm(ofUser: UInt32(user)), isReadOut: plan.analysis.counts(totals), totals,
                    before: before)
                try body(row)
            }
        case .sessions(let sessions):
            for (number, name) in sessions.index.sessions.enumerated() {
                row.set(number, arm: assignments.arm(ofSession: name.session, user: name.user), sessions[number])
                try body(row)
            }
        case .requests(let requests):
            for (number, name) in requests.index.requests.enumerated() {
                let arm = assignments.arm(ofRequest: name.request, session: name.session, user: name.user)
                row.set(number, arm: arm, requests[number])
                try body(row)
            }
        case .listings(let listings): try UnitMeasure.forEachUnit(of: listings, assignments, body)
        case .campaigns(let campaigns):
            for campaign in 0..<campaigns.index.rows {
                row.set(campaign, arm: assignments.arm(ofCampaign: UInt32(campaign)), campaigns[campaign])
                try body(row)
            }
        case .blocks(let blocks):
            var sums = ClusterTotals()
            for block in 0..<blocks.index.rows where blocks.index.days(of: block) > 0 {
                sums.add(blocks[block], members: blocks.index.days(of: block), to: block)
            }
            try sums.forEachCluster { block, sums in
                row.set(block, arm: assignments.arm(ofBlock: block), sums: sums)
                try body(row)
            }
        }
    }

    /// The columns that name a unit.
    func nameColumns(_ role: WorldRole) -> [String] {
        switch self {
        case .users where role == .userClusters: ["category"]
        case .users, .stages, .pairs: ["user"]
        case .sessions: ["user", "session"]
        case .requests: ["user", "session", "request"]
        case .listings where role == .listingSplit: ["listing"]
        case .listings: [role == .sellerSplit ? "seller" : "category"]
        case .campaigns: ["campaign"]
        case .blocks: ["block"]
        }
    }

    /// What stands in them, of the unit with that number.
    func name(of number: Int) -> [Int] {
        switch self {
        case .sessions(let sessions):
            let name = sessions.index.sessions[number]
            return [Int(name.user), Int(name.session)]
        case .requests(let requests):
            let name = requests.index.requests[number]
            return [Int(name.user), Int(name.session), Int(name.request)]
        default: return [number]
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
    private static func forEachUnit(
        of totals: UnitTotals<ListingIndex>, _ assignments: Assignments, _ body: (UnitRow) throws -> Void
    ) rethrows {
        let index = totals.index
        let there = index.listings.indices.filter { !index.isGone[$0] }
        var row = UnitRow()
        if assignments.role == .listingSplit {
            for listing in there {
                row.set(listing, arm: assignments.arm(of: index.listings[listing]), totals[listing])
                try body(row)
            }
            return
        }
        var sums = ClusterTotals()
        var armOf: [Int: UInt8] = [:]
        for listing in there {
            let unit = index.listings[listing]
            let cluster = Int(assignments.role == .sellerSplit ? unit.seller : UInt32(unit.category))
            sums.add(totals[listing], to: cluster)
            armOf[cluster] = assignments.arm(of: unit)
        }
        try sums.forEachCluster { cluster, sums in
            row.set(cluster, arm: armOf[cluster] ?? 0, sums: sums)
            try body(row)
        }
    }
}

extension Plan.Analysis {
    /// Whether a user with these totals of the experiment is read out.
    fileprivate func counts(_ totals: Totals) -> Bool { self == .everybody || totals.exposures > 0 }
}
