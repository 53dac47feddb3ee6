import Marketplace
import Statistics

/// How good the arms' models of given quality were, stratum by stratum, and what a point of AUC was worth.
///
/// An AUC that is asked for is one over the candidates of control's requests, so that both models are held against the same ones: in
/// the market in which nobody is treated.
public struct ModelReadout: Sendable, Equatable, Codable {
    /// All candidates first.
    public var strata: [Stratum]
    /// Metric by metric; absent where the arms' models are as good as each other.
    public var worth: [Worth]?

    /// Some of the candidates.
    public struct Stratum: Sendable, Equatable, Codable {
        /// `all`, or the stratum's name.
        public var name: String
        /// Which candidates it has, for people.
        public var label: String
        /// Its part of control's candidates.
        public var share: Double
        /// Clicks per candidate, were each of control's shown.
        public var clickRate: Double
        /// AUC of the true chances themselves, over control's candidates: no model has more.
        public var oracle: EffectEstimate
        /// Control's model; nil where it has none.
        public var control: Model?
        /// The treatment's model; nil where it has none.
        public var treatment: Model?
    }

    /// A model among the candidates of a stratum.
    public struct Model: Sendable, Equatable, Codable {
        /// The AUC that the scenario asks for; nil where it asks for none.
        public var asked: Double?
        /// The AUC over the candidates of control's requests, mean over replications; of an ensemble that of one of its models.
        public var realised: EffectEstimate
        /// The same of the ensemble, on the budget that it has; nil where there is one model alone.
        public var ensemble: EffectEstimate?
        /// The AUC over what pages of the arm showed when everybody was in it; nil where they showed nothing.
        public var shown: EffectEstimate?
        /// Clicks by the model's chances over clicks by the true ones, over control's candidates, mean over replications; nil where there
        /// are none.
        public var calibration: EffectEstimate?

        /// The AUC of what ranking policies read.
        var read: EffectEstimate { ensemble ?? realised }
    }

    /// What one point of AUC more was worth in a metric: the lift over control for each.
    public struct Worth: Sendable, Equatable, Codable {
        /// The metric's name in scenarios and JSON.
        public var metric: String
        /// The metric's name for people.
        public var label: String
        /// As the experiment says; nil where it gives no lift.
        public var experiment: EffectEstimate?
        /// As is true.
        public var truth: EffectEstimate
    }
}

extension ModelReadout {
    /// Points of AUC between the arms' models below which no metric is divided by them.
    private static let fewestPoints = 0.05
    /// What a realised AUC may be off: .2 points, or three of its standard errors.
    private static let tolerance = 0.002

    /// Nil where no arm has a model.
    /// - Parameters:
    ///   - plan: with two arms.
    ///   - replications: of its worlds.
    ///   - metrics: of its readout.
    init?(_ plan: Plan, replications: [FeedReplication], metrics: [MetricReadout]) {
        let control = replications.compactMap(\.allControl.models)
        let treated = replications.compactMap(\.allTreated.models)
        guard control.count == replications.count else { return nil }
        let places = 0...ModelStratum.allCases.count
        strata = places.compactMap { place in
            ModelReadout.stratum(place, plan, control: control, treated: treated)
        }
        guard let all = strata.first else { return nil }
        guard let ours = all.control?.read.estimate, let theirs = all.treatment?.read.estimate else { return }
        let points = (theirs - ours) * 100
        guard points.magnitude >= ModelReadout.fewestPoints else { return }
        worth = metrics.compactMap { metric in
            metric.truth.relative.map { truth in
                Worth(
                    metric: metric.name, label: metric.label, experiment: metric.relative?.times(1 / points),
                    truth: truth.times(1 / points))
            }
        }
    }

    private static func stratum(
        _ place: Int, _ plan: Plan, control: [ModelTally], treated: [ModelTally]
    ) -> Stratum? {
        let stratum = place == 0 ? nil : ModelStratum.allCases[place - 1]
        let known = control.map { world in
            world.onControl.compactMap(\.self).first.map { ($0.strata[0], $0.strata[place]) }
        }
        .compactMap(\.self)
        let (candidates, clicks) = known.reduce((0, 0)) { ($0.0 + $1.1.candidates, $0.1 + $1.1.clicks) }
        let all = known.reduce(0) { $0 + $1.0.candidates }
        guard candidates > 0, let oracle = mean(known.map(\.1.oracle), plan.level) else { return nil }
        func model(_ arm: Int, shownIn worlds: [ModelTally]) -> Model? {
            let settings = plan.arms[arm].conditions.models
            let asked = stratum.map(settings.asked(of:)) ?? settings.auc
            let own = control.compactMap { $0.onControl[arm]?.strata[place] }
            let ofOne = control.compactMap { $0.oneOnControl[arm]?.strata[place].auc }
            guard let read = mean(own.map(\.auc), plan.level) else { return nil }
            let one = mean(ofOne, plan.level)
            return Model(
                asked: asked > 0 ? asked : nil, realised: one ?? read, ensemble: one == nil ? nil : read,
                shown: mean(worlds.map { $0.shown[arm]?.strata[place].auc }, plan.level),
                calibration: mean(own.map { $0.clicks > 0 ? $0.predicted / $0.clicks : nil }, plan.level))
        }
        return Stratum(
            name: stratum?.name ?? "all", label: stratum?.words ?? "all candidates", share: candidates / all,
            clickRate: clicks / candidates, oracle: oracle, control: model(0, shownIn: control),
            treatment: model(1, shownIn: treated))
    }

    /// Over the replications that have a value; nil where none has.
    private static func mean(_ values: [Double?], _ level: Double) -> EffectEstimate? {
        guard let interval = try? ReplicationInterval.mean(of: values.compactMap(\.self), level: level) else {
            return nil
        }
        return EffectEstimate(interval)
    }

    /// Whether each model is as good as it was asked to be.
    /// - Parameter arms: their names.
    func check(arms: [String]) -> HealthCheck {
        var off: [String] = []
        var asked = 0
        for stratum in strata {
            for (arm, model) in zip(arms, [stratum.control, stratum.treatment]) {
                guard let model, let wanted = model.asked else { continue }
                asked += 1
                let distance = (model.realised.estimate - wanted).magnitude
                guard distance > max(Self.tolerance, 3 * (model.realised.standardError ?? 0)) else { continue }
                off.append(
                    "\(arm) has \(Self.percent(model.realised.estimate)) among \(stratum.label) where "
                        + "\(Self.percent(wanted)) are asked for")
            }
        }
        return HealthCheck(
            name: "model_quality", status: off.isEmpty ? .pass : .warn,
            message: off.isEmpty
                ? "The models have the \(Plural.text(asked, "AUC")) that the scenario asks for, within .2 points or three "
                    + "standard errors."
                : "An AUC is not what the scenario asks for: \(off.joined(separator: "; ")).")
    }

    private static func percent(_ area: Double) -> String { "\(Digits.plain((area * 10_000).rounded() / 100)) %" }
}
