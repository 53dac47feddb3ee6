public import Bidding

/// A person's own users, listings and campaigns, which replace the drawn ones; nil where nothing was loaded.
public struct LoadedMarket: Sendable, Equatable {
    /// The users, in the order of the file.
    public var users: [LoadedUser]?
    /// The listings of the start, in the order of the file.
    public var listings: [LoadedListing]?
    /// The campaigns that advertise in the feed, in the order of the file.
    public var campaigns: [LoadedCampaign]?
    /// Further columns of the users' file that ranking policies read.
    public var userSignals: [LoadedSignal] = []
    /// Further columns of the listings' file that ranking policies read.
    public var listingSignals: [LoadedSignal] = []

    public init() {}
}

/// A column of a person's own file that means nothing to the market and that policies read by its name.
public struct LoadedSignal: Sendable, Equatable {
    /// As in the file's header.
    public var name: String
    /// One per row of the file; nil for an empty cell.
    public var values: [Double?]

    public init(name: String, values: [Double?]) {
        self.name = name
        self.values = values
    }
}

/// One user as a person's file gives it; what is nil is drawn as for every other user.
public struct LoadedUser: Sendable, Equatable {
    /// The name in the person's own data.
    public var name: String
    /// Sessions per week, above 0.
    public var sessionsPerWeek: Double?
    /// Log-odds of a purchase lost for each unit of ln(price / category median).
    public var priceSensitivity: Double?
    /// A weight a category, not all zero.
    public var interests: [Double]?

    public init(name: String) { self.name = name }
}

/// One listing as a person's file gives it; what is nil is drawn as for every other listing.
public struct LoadedListing: Sendable, Equatable {
    /// The name in the person's own data.
    public var name: String
    /// From 0, below the number of categories.
    public var category: Int
    /// Minor units.
    public var price: Int64
    /// Units for sale, 1 or more.
    public var units: Int?
    /// From 1 (new) to 5 (worn).
    public var condition: Int?
    /// Standard deviations around the mean listing.
    public var quality: Double?
    /// Days before the start of the run at which the listing was created, less than the market's expiry; a listing that
    /// old or older expires at once.
    public var age: Double?

    public init(name: String, category: Int, price: Int64) {
        self.name = name
        self.category = category
        self.price = price
    }
}
