public import Statistics

/// What a design's units say of every quantity: joint moments by arm, and how many units there would be with all in one arm.
public struct UnitMoments: Sendable, Equatable, Codable {
    /// One an arm, control first: over its units of every `Metric.Quantity` in the experiment, then of every one in the
    /// warm-up.
    public var arms: [CovarianceMoments]
    /// Members of all units together, both arms: users, sessions, listings; of blocks of time the days of the experiment.
    public var population: Double
    /// Where users and listings are split; else empty.
    public var pairs: TwoSidedSample.Moments

    /// Where users enter treatment stage by stage: as `StagedSample` takes them; else empty.
    public var stages: [CovarianceMoments]

    /// Of a switchback.
    public var blocks: Blocks?

    public init(
        arms: [CovarianceMoments], population: Double, pairs: TwoSidedSample.Moments = TwoSidedSample.Moments(),
        stages: [CovarianceMoments] = [], blocks: Blocks? = nil
    ) {
        self.blocks = blocks
        self.arms = arms
        self.population = population
        self.pairs = pairs
        self.stages = stages
    }
}
