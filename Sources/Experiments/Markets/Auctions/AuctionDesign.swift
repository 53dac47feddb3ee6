/// A way to test a change in an auction market.
public enum AuctionDesign: String, Sendable, Hashable, CaseIterable {
    /// Users are split, and both arms draw on the same budgets.
    case userSplit = "user_split"
    /// Users are split, and so is every budget: each arm has its part to itself.
    case budgetSplit = "budget_split"

    /// The world that the design is read out of.
    var role: WorldRole {
        switch self {
        case .userSplit: .userSplit
        case .budgetSplit: .budgetSplit
        }
    }

    /// In a sentence: "the user split".
    var words: String {
        switch self {
        case .userSplit: "user split"
        case .budgetSplit: "budget split"
        }
    }
}

extension WorldRole {
    static let userSplit = WorldRole(rawValue: "user-split")
}
