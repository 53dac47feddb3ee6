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
        let layout = TotalsLayout(plan.quantities, conditions: plan.cells.map(\.conditions))
        self =
            switch assignments.role {
            case .experiment, .budgetSplit, .userClusters, .allTreated, .allControl: .users
            case .sessionSplit: .sessions(UnitTotals(SessionIndex(experimentStart: start), layout))
            case .requestSplit:
                .requests(UnitTotals(RequestIndex(experimentStart: start), layout))
            case .listingSplit, .sellerSplit, .categorySplit:
                .listings(UnitTotals(ListingIndex(experimentStart: start), layout))
            case .campaignSplit:
                .campaigns(
                    UnitTotals(
                        CampaignIndex(campaigns: plan.campaigns, experimentStart: start), layout))
            case .switchback:
                .blocks(
                    UnitTotals(
                        BlockIndex(
                            experiment: start..<start + plan.schedule.experiment, switchback: plan.switchback),
                        layout))
            case .stagedRollout:
                .stages(
                    UnitTotals(
                        StageIndex(users: users, experimentStart: start, starts: plan.rollout.starts),
                        layout))
            case .twoSided: .pairs(UnitTotals(PairIndex(experimentStart: start), layout))
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
        let quantities = plan.quantities
        let variables = quantities.variables
        var arms = Array(repeating: CovarianceMoments(variables: variables.count), count: plan.arms.count)
        var counted = Array(
            repeating: [Double](repeating: 0, count: KeptQuantities.counted.count), count: plan.arms.count)
        forEachUnit(assignments, plan, totals: totals, clusters: clusters) { unit in
            guard unit.isReadOut else { return }
            arms[Int(unit.arm)].add(unit.values.span.extracting(variables))
            quantities.add(unit.values, to: &counted[Int(unit.arm)])
        }
        var moments = UnitMoments(
            quantities: quantities.measured.map(\.name), arms: arms, counted: counted,
            population: Double(arms.reduce(0) { $0 + $1.n }))
        switch self {
        case .users where assignments.role == .userClusters: moments.population = Double(totals.users)
        case .users, .sessions, .requests, .campaigns: break
        case .listings(let listings): moments.population = Double(listings.index.isGone.count { !$0 })
        case .blocks(let blocks):
            moments.population = Double(plan.schedule.experiment) / 86_400_000
            if plan.designs.contains(.switchbackThompson) {
                moments.blocks = UnitMeasure.blocks(blocks, assignments, plan)
            }
        case .stages(let stages): moments.stages = stages.moments(assignments, quantities)
        case .pairs(let pairs): moments.pairs = pairs.moments(users: totals.users, assignments, quantities)
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
        let quantities = plan.quantities
        var unit = UnitRow(quantities)
        switch self {
        case .users where assignments.role == .userClusters:
            var sums = ClusterTotals(quantities)
            for user in 0..<totals.users {
                totals.read(user, into: &unit.values)
                sums.add(unit.values, to: Int(clusters[user]))
            }
            try sums.forEachCluster { cluster, sums in
                unit.name(cluster, arm: assignments.arm(ofCluster: UInt8(cluster)))
                unit.values = sums
                try body(unit)
            }
        case .users, .stages, .pairs:
            let exposures = quantities.place(ofCounted: .exposures)
            for user in 0..<totals.users {
                unit.name(user, arm: assignments.arm(ofUser: UInt32(user)))
                totals.read(user, into: &unit.values)
                unit.isReadOut = plan.analysis == .everybody || unit.values[exposures] > 0
                try body(unit)
            }
        case .sessions(let sessions):
            for (number, name) in sessions.index.sessions.enumerated() {
                unit.name(number, arm: assignments.arm(ofSession: name.session, user: name.user))
                sessions.read(number, into: &unit.values)
                try body(unit)
            }
        case .requests(let requests):
            for (number, name) in requests.index.requests.enumerated() {
                unit.name(
                    number, arm: assignments.arm(ofRequest: name.request, session: name.session, user: name.user))
                requests.read(number, into: &unit.values)
                try body(unit)
            }
        case .listings(let listings): try UnitMeasure.forEachUnit(of: listings, assignments, quantities, body)
        case .campaigns(let campaigns):
            for campaign in 0..<campaigns.index.rows {
                unit.name(campaign, arm: assignments.arm(ofCampaign: UInt32(campaign)))
                campaigns.read(campaign, into: &unit.values)
                try body(unit)
            }
        case .blocks(let blocks):
            for block in 0..<blocks.index.rows where blocks.index.days(of: block) > 0 {
                unit.name(block, arm: assignments.arm(ofBlock: block))
                blocks.read(block, into: &unit.values)
                unit.values[quantities.members] = blocks.index.days(of: block)
                try body(unit)
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
        let quantities = plan.quantities
        var unit = UnitRow(quantities)
        return UnitMoments.Blocks(
            arms: there.map { assignments.arm(ofBlock: $0) }, days: there.map { totals.index.days(of: $0) },
            sums: there.map { block in
                totals.read(block, into: &unit.values)
                return Array(unit.values[..<quantities.measured.count])
            },
            carryover: Int(plan.switchback.carryover), seed: assignments.seed)
    }

    /// Listings that are on the market in the experiment, one by one or by seller or category.
    private static func forEachUnit(
        of totals: UnitTotals<ListingIndex>, _ assignments: Assignments, _ quantities: KeptQuantities,
        _ body: (UnitRow) throws -> Void
    ) rethrows {
        let index = totals.index
        let there = index.listings.indices.filter { !index.isGone[$0] }
        var unit = UnitRow(quantities)
        if assignments.role == .listingSplit {
            for listing in there {
                unit.name(listing, arm: assignments.arm(of: index.listings[listing]))
                totals.read(listing, into: &unit.values)
                try body(unit)
            }
            return
        }
        var sums = ClusterTotals(quantities)
        var armOf: [Int: UInt8] = [:]
        for listing in there {
            let own = index.listings[listing]
            let cluster = Int(assignments.role == .sellerSplit ? own.seller : UInt32(own.category))
            totals.read(listing, into: &unit.values)
            sums.add(unit.values, to: cluster)
            armOf[cluster] = assignments.arm(of: own)
        }
        try sums.forEachCluster { cluster, sums in
            unit.name(cluster, arm: armOf[cluster] ?? 0)
            unit.values = sums
            try body(unit)
        }
    }
}
