public import Statistics

/// What a design's units say of every quantity: joint moments by arm, and how many units there would be with all in one arm.
public struct UnitMoments: Sendable, Equatable, Codable {
    /// One an arm, control first: over its units of every `Metric.Quantity` in the experiment, then of every one in the
    /// warm-up.
    public var arms: [CovarianceMoments]
    /// Members of all units together, both arms: users, sessions, listings; of blocks of time the days of the experiment.
    public var population: Double
    /// Where users and listings are split; else empty.
    public var pairs: Pairs

    public init(arms: [CovarianceMoments], population: Double, pairs: Pairs = Pairs()) {
        self.arms = arms
        self.population = population
        self.pairs = pairs
    }

    /// What happened between the arms of users and of listings.
    public struct Pairs: Sendable, Equatable, Codable {
        /// One a user arm: over its users of every quantity at listings in control, then at listings in treatment.
        public var users: [CovarianceMoments]
        /// One a listing arm: over its listings of every quantity by users in control, then by users in treatment.
        public var listings: [CovarianceMoments]

        public init(users: [CovarianceMoments] = [], listings: [CovarianceMoments] = []) {
            self.users = users
            self.listings = listings
        }
    }
}
