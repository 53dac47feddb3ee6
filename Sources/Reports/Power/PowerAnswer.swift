public import Statistics

/// How large an experiment is, what it finds and how surely: three figures, of which one was solved for.
public struct PowerAnswer: Sendable, Encodable {
    /// Which of the three followed from the others.
    public enum Solved: String, Sendable, Encodable, CaseIterable {
        case units, effect, power
    }

    /// Where the metric's moments were taken from.
    public struct Source: Sendable, Encodable {
        /// The run's id, and its scenario.
        public let run: String
        public let scenario: String
        /// The metric's name.
        public let metric: String
        /// Users of that run's market: a fixed population, of which a longer run shows no more.
        public let users: Int

        public init(run: String, scenario: String, metric: String, users: Int) {
            self.run = run
            self.scenario = scenario
            self.metric = metric
            self.users = users
        }
    }

    public let solvedFor: Solved
    /// Whole units in each arm.
    public let controlUnits: Int
    public let treatmentUnits: Int
    /// Treatment less control, in the metric's unit.
    public let effect: Double
    /// Over the size of the control mean; absent where that is 0.
    public let relativeEffect: Double?
    /// With these units and this effect.
    public let power: Double
    public let mean: Double
    /// Between units, before any adjustment.
    public let standardDeviation: Double
    public let correlation: Double
    public let designEffect: Double
    public let alpha: Double
    /// `two-sided`, `greater` or `less`.
    public let alternative: String
    /// The test in words.
    public let method: String
    public let source: Source?

    /// Solves for what is nil.
    ///
    /// - Parameters:
    ///   - units: in both arms.
    ///   - effect: in the metric's unit.
    /// - Precondition: exactly one of units, effect and power is nil.
    /// - Throws: what `ExperimentPower` refuses.
    public init(
        _ experiment: ExperimentPower, units: Double?, effect: Double?, power: Double?, source: Source? = nil
    ) throws(StatisticsError) {
        let size: (control: Double, treatment: Double)
        switch (units, effect, power) {
        case (nil, let effect?, let power?):
            solvedFor = .units
            size = PowerAnswer.whole(try experiment.units(power: power, effect: effect), experiment)
            self.effect = effect
        case (let units?, nil, let power?):
            solvedFor = .effect
            size = PowerAnswer.split(units, experiment)
            self.effect = try experiment.detectableEffect(power: power, units: units)
        case (let units?, let effect?, nil):
            solvedFor = .power
            size = PowerAnswer.split(units, experiment)
            self.effect = effect
        default: preconditionFailure("one of units, effect and power is solved for")
        }
        let (control, treatment) = size
        guard control > 0 else { throw .tooFewUnits(in: .control) }
        guard treatment > 0 else { throw .tooFewUnits(in: .treatment) }
        (controlUnits, treatmentUnits) = (Int(control), Int(treatment))
        var whole = experiment
        whole.controlShare = control / (control + treatment)
        self.power = try whole.power(effect: self.effect, units: control + treatment)
        mean = experiment.mean
        relativeEffect = experiment.mean == 0 ? nil : self.effect / experiment.mean.magnitude
        standardDeviation = experiment.standardDeviation
        correlation = experiment.correlation
        designEffect = experiment.designEffect
        alpha = experiment.alpha
        alternative = experiment.alternative.rawValue
        method =
            switch experiment.test {
            case .fixed: "Welch's t test at the end"
            case .sequential: "confidence sequence, looked at when all units are in"
            }
        self.source = source
    }

    /// Units in both arms.
    public var units: Int { controlUnits + treatmentUnits }

    /// Each arm rounded up, to whole clusters where there are.
    private static func whole(_ units: Double, _ experiment: ExperimentPower) -> (control: Double, treatment: Double) {
        let cluster = experiment.clusters?.size ?? 1
        func up(_ arm: Double) -> Double { (arm / cluster - 1e-9).rounded(.up) * cluster }
        return (up(units * experiment.controlShare).rounded(), up(units * (1 - experiment.controlShare)).rounded())
    }

    private static func split(_ units: Double, _ experiment: ExperimentPower) -> (control: Double, treatment: Double) {
        let control = (units * experiment.controlShare).rounded()
        return (control, units - control)
    }
}

extension ExperimentPower {
    /// Between units, before any adjustment.
    fileprivate var standardDeviation: Double {
        switch baseline {
        case .mean(_, let deviation): deviation
        case .rate(let rate): (rate * (1 - rate)).squareRoot()
        }
    }
}
