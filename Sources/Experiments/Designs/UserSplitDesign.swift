import Marketplace

extension Design {
    /// Users are split, and all else is shared, the budgets of ads too.
    public static let userSplit = Design(
        "user_split", words: "user split", units: "users",
        definition: "Users split by a salted hash; difference of means over users, Welch.", role: .experiment,
        coarsest: .user, splitsUsers: true)

    /// Users are split, and so is every budget of ads: each arm has its part to itself.
    public static let budgetSplit = Design(
        "budget_split", words: "budget split", units: "users",
        definition: "Users and every ad budget split; difference of means over users, Welch.", role: .budgetSplit,
        coarsest: .user, splitsUsers: true)
}

extension DesignModel {
    static let userSplit = DesignModel(
        .userSplit, split: UsersApart.self)

    static let budgetSplit = DesignModel(
        .budgetSplit, split: UsersApart.self,
        faults: { plan in
            plan.campaigns == 0 ? [DesignFault("budget_split needs budgets of ads, but market.ads.campaigns is 0")] : []
        })
}

extension WorldRole {
    /// Users are split, as a platform would.
    public static let experiment = WorldRole(rawValue: "experiment")
    /// Users are split, and the budgets of ads with them.
    public static let budgetSplit = WorldRole(rawValue: "budget-split")
}

/// Users, one by one.
struct UsersApart: UserSplitting {
    let users: HashSplit

    init(_ draw: SplitDraw) { users = draw.hashed() }

    var randomisation: Randomisation? { nil }
    func arm(ofUser user: UInt32) -> UInt8 { users.arm(of: user) }
    static let fixesUsersArm = true
}

/// A twin: everybody in one arm.
struct TwinSplit: UserSplitting {
    let arm: UInt8

    init(_ draw: SplitDraw) { arm = draw.task.role == .allTreated ? UInt8(draw.task.treatment) : 0 }

    var randomisation: Randomisation? { nil }
    func arm(ofUser user: UInt32) -> UInt8 { arm }
    static let fixesUsersArm = true
}

/// A split that is read out user by user, from the totals that every world keeps of them.
protocol UserSplitting: UnitSplit where Measure == UserMeasure {}

/// Counts nothing more than every world does.
struct UserMeasure: UnitMeasure {
    var consumers: [any JournalConsumer] { [] }
}

extension UserSplitting {
    static var nameColumns: [String] { ["user"] }

    func measure(of plan: Plan, users: Int) -> UserMeasure { UserMeasure() }

    func forEachUnit(of measure: UserMeasure, in world: FollowedWorld, _ body: (UnitRow) throws -> Void) rethrows {
        try world.forEachUser(arm: arm(ofUser:), body)
    }
}

extension FollowedWorld {
    /// Hands out the users one by one.
    func forEachUser(arm: (UInt32) -> UInt8, _ body: (UnitRow) throws -> Void) rethrows {
        let quantities = plan.quantities
        var unit = UnitRow(quantities)
        let exposures = quantities.place(ofCounted: .exposures)
        for user in 0..<totals.users {
            unit.name(user, arm: arm(UInt32(user)))
            totals.read(user, into: &unit.values)
            unit.isReadOut = plan.analysis == .everybody || unit.values[exposures] > 0
            try body(unit)
        }
    }
}
