/// A way to test a change in the feed market: what is randomised, and what is read out of it.
public enum Design: String, Sendable, Hashable, CaseIterable {
    /// Users are split, and all else is shared, the budgets of ads too.
    case userSplit = "user_split"
    /// Users are split, and so is every budget of ads: each arm has its part to itself.
    case budgetSplit = "budget_split"
    /// More and more users are treated, stage by stage, and stay so.
    case stagedRollout = "staged_rollout"
    /// Users are split in clusters of those who look for the same.
    case userClusters = "user_clusters"
    /// Each session is in an arm of its own.
    case sessionSplit = "session_split"
    /// Each request for a page is.
    case requestSplit = "request_split"
    /// Listings are split, and all users see the treatment at treated ones (LR).
    case listingSplit = "listing_split"
    /// Listings are split by their seller.
    case sellerSplit = "seller_split"
    /// Listings are split by their category.
    case categorySplit = "category_split"
    /// Campaigns of ads are split: treatment's policy bids for treated ones.
    case campaignSplit = "campaign_split"
    /// The whole market is in one arm, block of time by block of time.
    case switchback
    /// The same, read by Horvitz and Thompson for a treatment that acts on later blocks.
    case switchbackThompson = "switchback_ht"
    /// Users and listings are split: treated pairs against all others (TSRN).
    case twoSided = "two_sided"
    /// The same; the estimate leans on the side that is not scarce (TSRI-1).
    case interpolatedOnce = "tsri_1"
    /// The same with the competition between arms taken away twice (TSRI-2).
    case interpolatedTwice = "tsri_2"

    /// The world that the design is read out of.
    public var role: WorldRole {
        switch self {
        case .userSplit: .experiment
        case .budgetSplit: .budgetSplit
        case .stagedRollout: .stagedRollout
        case .userClusters: .userClusters
        case .sessionSplit: .sessionSplit
        case .requestSplit: .requestSplit
        case .listingSplit: .listingSplit
        case .sellerSplit: .sellerSplit
        case .categorySplit: .categorySplit
        case .campaignSplit: .campaignSplit
        case .switchback, .switchbackThompson: .switchback
        case .twoSided, .interpolatedOnce, .interpolatedTwice: .twoSided
        }
    }

    /// In a sentence: "the user split".
    public var words: String {
        switch self {
        case .userSplit: "user split"
        case .budgetSplit: "budget split"
        case .stagedRollout: "staged roll-out"
        case .userClusters: "split of user clusters"
        case .sessionSplit: "session split"
        case .requestSplit: "request split"
        case .listingSplit: "listing split"
        case .sellerSplit: "seller split"
        case .categorySplit: "category split"
        case .campaignSplit: "campaign split"
        case .switchback: "switchback"
        case .switchbackThompson: "switchback by Horvitz and Thompson"
        case .twoSided: "two-sided split"
        case .interpolatedOnce: "two-sided split with TSRI-1"
        case .interpolatedTwice: "two-sided split with TSRI-2"
        }
    }

    /// What is counted in each arm, in the plural.
    public var units: String {
        switch self {
        case .userSplit, .budgetSplit, .stagedRollout, .twoSided, .interpolatedOnce, .interpolatedTwice: "users"
        case .userClusters: "clusters of users"
        case .sessionSplit: "sessions"
        case .requestSplit: "requests"
        case .listingSplit: "listings"
        case .sellerSplit: "sellers"
        case .categorySplit: "categories"
        case .campaignSplit: "campaigns"
        case .switchback, .switchbackThompson: "blocks of time"
        }
    }

    /// What a platform does to its units, and how the effect and its error are estimated, in a sentence.
    public var definition: String {
        switch self {
        case .userSplit: "Users split by a salted hash; difference of means over users, Welch."
        case .budgetSplit: "Users and every ad budget split; difference of means over users, Welch."
        case .stagedRollout:
            "Users enter treatment stage by stage; differences within stages added up, error over users by stage of entry."
        case .userClusters:
            "Users split by the category that they clicked most before; sums over sizes of clusters, delta method over clusters."
        case .sessionSplit: "Sessions split; difference of means over sessions, Welch."
        case .requestSplit: "Requests for a page split; difference of means over requests, Welch."
        case .listingSplit: "Listings split (LR); difference of means over listings, Welch."
        case .sellerSplit: "Listings split by seller; sums over numbers of listings, delta method over sellers."
        case .categorySplit: "Listings split by category; sums over numbers of listings, delta method over categories."
        case .campaignSplit: "Campaigns of ads split; difference of means over campaigns, Welch."
        case .switchback: "Blocks of time split; sums over days without burn-in, delta method over blocks."
        case .switchbackThompson:
            "Blocks of time split; Horvitz and Thompson over blocks whose predecessors are in their arm, by redrawing assignments."
        case .twoSided:
            "Users and listings split; treated pairs less all others (TSRN), error clustered by users and listings."
        case .interpolatedOnce, .interpolatedTwice:
            "Users and listings split; the four cells interpolated (Johari et al. 2022, section 6), error clustered by users and listings."
        }
    }

    /// Whether the units are listings, or pairs with one: only what happens at a listing is theirs.
    public var splitsListings: Bool {
        switch self {
        case .listingSplit, .sellerSplit, .categorySplit, .twoSided, .interpolatedOnce, .interpolatedTwice: true
        default: false
        }
    }

    /// Whether users and listings are both split.
    public var isTwoSided: Bool { role == .twoSided }

    /// Whether the units are blocks of time.
    public var isSwitchback: Bool { role == .switchback }

    /// Whether the effect is read by a `ContrastSample`.
    var isContrast: Bool { isTwoSided || self == .stagedRollout || self == .switchbackThompson }

    /// Whether the units are clusters of different sizes.
    var isClustered: Bool {
        switch self {
        case .userClusters, .sellerSplit, .categorySplit, .switchback: true
        default: false
        }
    }

    /// Whether the effect is no difference of two arms.
    var isInterpolated: Bool { self == .interpolatedOnce || self == .interpolatedTwice }

    /// How one world's error is estimated, in a word or two.
    var method: String {
        switch self {
        case .twoSided, .interpolatedOnce, .interpolatedTwice: "clustered by users and listings"
        case .stagedRollout: "over users by stage of entry"
        case .switchbackThompson: "randomisation test over blocks of time"
        default: isClustered ? "welch, delta method over \(units)" : "welch"
        }
    }

    /// Whether the units are users.
    public var splitsUsers: Bool { self == .userSplit || self == .budgetSplit }

    /// Whether the design says something of a metric: a listing has no sessions, and a session no next one.
    public func reads(_ metric: Metric) -> Bool {
        switch metric.kind {
        case .mean(let quantity): reads(quantity)
        case .ratio(let numerator, let denominator): reads(numerator) && reads(denominator)
        case .sellThrough: reads(.units)
        }
    }

    private func reads(_ quantity: Metric.Quantity) -> Bool {
        if self == .campaignSplit { return [.adRevenue, .adExposures, .adClicks].contains(quantity) }
        switch quantity {
        case .repeatVisits, .retained: return splitsUsers || self == .userClusters
        case .sessions: return !splitsListings && self != .sessionSplit && self != .requestSplit
        case .requests, .insertedRequests, .refusedRequests, .servingCost: return !splitsListings
        default: return true
        }
    }
}

extension WorldRole {
    /// Users are split, as a platform would.
    public static let experiment = WorldRole(rawValue: "experiment")
    /// Users are split, and the budgets of ads with them.
    public static let budgetSplit = WorldRole(rawValue: "budget-split")
    /// More and more users are treated, stage by stage.
    public static let stagedRollout = WorldRole(rawValue: "staged-rollout")
    /// Users are split in clusters.
    public static let userClusters = WorldRole(rawValue: "user-clusters")
    public static let sessionSplit = WorldRole(rawValue: "session-split")
    public static let requestSplit = WorldRole(rawValue: "request-split")
    public static let listingSplit = WorldRole(rawValue: "listing-split")
    /// Listings are split by seller.
    public static let sellerSplit = WorldRole(rawValue: "seller-split")
    /// Listings are split by category.
    public static let categorySplit = WorldRole(rawValue: "category-split")
    /// Campaigns of ads are split.
    public static let campaignSplit = WorldRole(rawValue: "campaign-split")
    /// The whole market is treated in some blocks of time.
    public static let switchback = WorldRole(rawValue: "switchback")
    /// Users and listings are split.
    public static let twoSided = WorldRole(rawValue: "two-sided")

    /// Whether a user is in one arm from the experiment's start on, as the user's number says.
    var fixesUsersArm: Bool { isTwin || self == .experiment || self == .budgetSplit || self == .twoSided }
}
