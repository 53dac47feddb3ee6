public import Marketplace
import Statistics

/// The market without any treatment beside what was published about a real one.
public struct PublishedComparison: Sendable, Equatable, Codable {
    /// How far a realised figure may be from the published one.
    static let tolerance = 0.1

    /// The name under which a scenario asks for it.
    public var market: String
    /// The published market's name for people.
    public var title: String
    /// Where the published figures stand, and of what they were taken.
    public var source: String
    /// Its figures, one beside the other.
    public var figures: [Figure]

    /// One figure in both markets.
    public struct Figure: Sendable, Equatable, Codable {
        /// What is measured: `likes per view`.
        public var name: String
        /// What the figure is counted in.
        public var unit: Metric.Unit
        /// Money in minor units, as everywhere in a readout.
        public var published: Double
        /// In the worlds with nobody treated, mean over replications.
        public var realised: EffectEstimate
        /// Realised over published.
        public var ratio: Double

        public init(name: String, unit: Metric.Unit, published: Double, realised: EffectEstimate, ratio: Double) {
            self.name = name
            self.unit = unit
            self.published = published
            self.realised = realised
            self.ratio = ratio
        }
    }

    public init(market: String, title: String, source: String, figures: [Figure]) {
        self.market = market
        self.title = title
        self.source = source
        self.figures = figures
    }

    /// Nil when the plan names no published market.
    init?(_ plan: Plan, replications: [FeedReplication]) {
        guard let market = plan.publishedMarket else { return nil }
        let figures = market.figures.enumerated().map { index, figure in
            let scale = figure.unit == .money ? 100.0 : 1
            let values = replications.compactMap { $0.allControl.publishedFigures?[index] }.map { $0 * scale }
            let interval = try? ReplicationInterval.mean(of: values, level: plan.level)
            let realised = interval.map { EffectEstimate($0) } ?? EffectEstimate(estimate: 0)
            return Figure(
                name: figure.name, unit: Metric.Unit(figure.unit), published: figure.published * scale,
                realised: realised, ratio: realised.estimate / (figure.published * scale))
        }
        self.init(market: market.name, title: market.title, source: market.source, figures: figures)
    }
}

extension Metric.Unit {
    init(_ unit: PublishedMarket.Unit) {
        switch unit {
        case .count: self = .count
        case .share: self = .share
        case .seconds: self = .seconds
        case .money: self = .money
        }
    }
}
