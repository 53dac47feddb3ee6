public import Experiments
public import Statistics

/// How large an experiment is, what it finds and how surely: three figures, of which one was solved for.
public struct PowerAnswer: Sendable, Encodable {
    /// Which of the three followed from the others.
    public enum Solved: String, Sendable, Encodable, CaseIterable {
        case units, effect, power
    }

    /// Where the metric's moments were taken from.
    public struct Source: Sendable, Encodable {
        /// The run's id; nil where a scenario's market was run for it.
        public let run: String?
        public let scenario: String
        /// The metric's name.
        public let metric: String
        /// Users of that run's market: a fixed population, of which a longer run shows no more.
        public let users: Int
        /// Share of the variance that remains however long the experiment is; nil where that is not known.
        public let lastingShare: Double?

        public init(run: String?, scenario: String, metric: String, users: Int, lastingShare: Double? = nil) {
            self.run = run
            self.scenario = scenario
            self.metric = metric
            self.users = users
            self.lastingShare = lastingShare
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
    /// The loss that is accepted, in the metric's unit; nil in a test of no effect.
    public let margin: Double?
    /// The test in words.
    public let method: String
    /// How often the experiment is looked at.
    public let looks: Int
    public let source: Source?
    /// Users that the same effect would take if the experiment had no end; nil where that is not known.
    public let unitsHoweverLong: Int?
    /// Until all units have come; nil where it is not known that units keep coming.
    public let days: Double?
    /// How often drawn experiments find the effect; nil where none were drawn.
    public private(set) var simulated: SimulatedPower?

    /// Solves for what is nil.
    ///
    /// - Parameters:
    ///   - units: in both arms.
    ///   - effect: in the metric's unit.
    ///   - unitsPerDay: that keep coming; nil for a fixed population.
    /// - Precondition: exactly one of units, effect and power is nil.
    /// - Throws: what `ExperimentPower` refuses.
    public init(
        _ experiment: ExperimentPower, units: Double?, effect: Double?, power: Double?, source: Source? = nil,
        unitsPerDay: Double? = nil
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
        guard control + treatment <= 1e13 else { throw .undefined("a million million units would not be enough") }
        (controlUnits, treatmentUnits) = (Int(control), Int(treatment))
        var whole = experiment
        whole.controlShare = control / (control + treatment)
        self.power = try whole.power(effect: self.effect, units: control + treatment)
        mean = experiment.mean
        relativeEffect = experiment.mean == 0 ? nil : self.effect / experiment.mean.magnitude
        guard self.effect.isFinite, relativeEffect?.isFinite ?? true else {
            throw .undefined("the effect is larger than any number")
        }
        standardDeviation = experiment.baseline.standardDeviation
        correlation = experiment.correlation
        designEffect = experiment.designEffect
        alpha = experiment.alpha
        alternative = experiment.alternative.rawValue
        margin = experiment.margin > 0 ? experiment.margin : nil
        method = experiment.test.words
        looks = experiment.test.looks
        unitsHoweverLong = source?.lastingShare.map { Int(((control + treatment) * $0).rounded(.up)) }
        days = unitsPerDay.map { (control + treatment) / $0 }
        self.source = source
    }

    /// Draws experiments of these units and this effect.
    ///
    /// - Throws: what `SimulatedPower` refuses.
    public mutating func simulate(
        _ experiment: ExperimentPower, experiments: Int, seed: UInt64
    ) throws(StatisticsError) {
        simulated = try SimulatedPower(
            of: experiment, effect: effect, control: controlUnits, treatment: treatmentUnits, experiments: experiments,
            seed: seed)
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

extension ExperimentPower.Test {
    /// What reads the experiment out.
    fileprivate var words: String {
        switch self {
        case .fixed: "Welch's t test at the end"
        case .sequential(_, 1): "confidence sequence, looked at when all units are in"
        case .sequential(_, let looks): "confidence sequence, looked at \(looks) times at equal steps"
        case .groupSequential(let looks, let spending):
            "group-sequential, \(looks) looks at equal steps, \(spending.words)"
        }
    }
}

extension GroupSequential.Spending {
    fileprivate var words: String {
        switch self {
        case .earlyAsPocock: "Pocock-type spending"
        case .lateAsOBrienFleming: "O'Brien-Fleming-type spending"
        case .power(let rho): "spending alpha t^\(Digits.plain(rho))"
        }
    }
}
