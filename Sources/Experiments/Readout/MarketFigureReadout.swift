public import Marketplace
import Statistics

/// A figure of the whole market: in the experiment's own worlds, and in the twins.
///
/// It has no arms and so no estimate of an effect; what is true is that of the twins.
public struct MarketFigureReadout: Sendable, Equatable, Codable {
    /// The figure's name in JSON.
    public var name: String
    /// The figure's name for people.
    public var label: String
    /// How the figure is counted.
    public var definition: String
    /// What the figure is counted in.
    public var unit: Metric.Unit
    /// In the market in which both arms met, mean over replications.
    public var experiment: EffectEstimate
    /// With nobody treated, and with everybody treated.
    public var control: EffectEstimate
    /// The figure with everybody treated, mean over replications.
    public var treatment: EffectEstimate
    /// Everybody treated less nobody treated, pair by pair.
    public var truth: EffectEstimate

    public init(
        name: String, label: String, definition: String, unit: Metric.Unit, experiment: EffectEstimate,
        control: EffectEstimate, treatment: EffectEstimate, truth: EffectEstimate
    ) {
        self.name = name
        self.label = label
        self.definition = definition
        self.unit = unit
        self.experiment = experiment
        self.control = control
        self.treatment = treatment
        self.truth = truth
    }

    /// Every figure that all three worlds of a replication have.
    static func all(_ replications: [FeedReplication], level: Double) -> [MarketFigureReadout] {
        MarketFigure.all.enumerated().compactMap { index, figure in
            let worlds = replications.compactMap { replication -> (Double, Double, Double)? in
                guard let experiment = replication.experiment.marketFigures[index],
                    let control = replication.allControl.marketFigures[index],
                    let treatment = replication.allTreated.marketFigures[index]
                else { return nil }
                return (experiment, control, treatment)
            }
            func mean(_ values: [Double]) -> EffectEstimate {
                guard let interval = try? ReplicationInterval.mean(of: values, level: level) else {
                    return EffectEstimate(estimate: 0)
                }
                return EffectEstimate(interval)
            }
            guard !worlds.isEmpty else { return nil }
            return MarketFigureReadout(
                name: figure.name, label: figure.label, definition: figure.definition, unit: figure.unit,
                experiment: mean(worlds.map(\.0)), control: mean(worlds.map(\.1)), treatment: mean(worlds.map(\.2)),
                truth: mean(worlds.map { $0.2 - $0.1 }))
        }
    }
}
