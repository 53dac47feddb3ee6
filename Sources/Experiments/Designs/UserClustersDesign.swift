import Marketplace

extension Design {
    /// Users are split in clusters of those who look for the same.
    public static let userClusters = Design(
        "user_clusters", words: "split of user clusters", units: "clusters of users",
        definition:
            "Users split by the category that they clicked most before; sums over sizes of clusters, delta method over clusters.",
        role: .userClusters, method: "welch, delta method over clusters of users", coarsest: .user, isClustered: true)
}

extension DesignModel {
    static let userClusters = DesignModel(
        .userClusters, split: UsersInClusters.self,
        faults: { plan in
            DesignFault.needsCategories(plan, "user_clusters")
                + (plan.schedule.warmup == 0
                    ? [
                        DesignFault(
                            "user_clusters groups users by what they clicked before, but experiment.warmup is 0")
                    ] : [])
        })
}

extension WorldRole {
    /// Users are split in clusters.
    public static let userClusters = WorldRole(rawValue: "user-clusters")
}

/// Users, all of a cluster alike.
struct UsersInClusters: UnitSplit {
    let clusters: HashSplit

    init(_ draw: SplitDraw) {
        clusters = draw.hashed(".clusters", of: Int(draw.plan.market.listings.categories))
    }

    var randomisation: Randomisation? { .userClusters { arm(ofCluster: $0) } }
    func arm(ofCluster cluster: UInt8) -> UInt8 { clusters.arm(ofUnit: UInt64(cluster)) }

    static let nameColumns = ["category"]
    func measure(of plan: Plan, users: Int) -> UserMeasure { UserMeasure() }

    func forEachUnit(of measure: UserMeasure, in world: FollowedWorld, _ body: (UnitRow) throws -> Void) rethrows {
        var unit = UnitRow(world.plan.quantities)
        var sums = ClusterTotals(world.plan.quantities)
        for user in 0..<world.totals.users {
            world.totals.read(user, into: &unit.values)
            sums.add(unit.values, to: Int(world.clusters[user]))
        }
        try sums.forEachCluster { cluster, sums in
            unit.name(cluster, arm: arm(ofCluster: UInt8(cluster)))
            unit.values = sums
            try body(unit)
        }
    }

    func complete(_ moments: inout UnitMoments, with measure: UserMeasure, in world: FollowedWorld) {
        moments.population = Double(world.totals.users)
    }
}
