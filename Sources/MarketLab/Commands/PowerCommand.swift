import Analysis
import ArgumentParser
import Experiments
import Marketplace
import PolicyKit
import Reports
import RunStore
import Statistics

/// `marketlab power`: how large an experiment must be, what it can find, or how surely it finds it.
struct PowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power", abstract: "Sample size, detectable effect or power of an experiment.",
        discussion: """
            Of sample size, effect and power the one that is not given is solved for;
            power is 80 % unless it is given or solved for. The metric's moments are given,
            or read from the control arms of a stored run, whose users are then the sample
            size unless --units or an effect is given.

            Formulas (docs/Power.md): two-sided power counts both tails of the noncentral
            t distribution with delta / SE, SE^2 = v_c/n_c + v_t/n_t; a rate has v = p (1 - p)
            of its own arm; CUPED: v (1 - r^2); clusters: v (1 + (m - 1) icc), and the test
            counts clusters; sequential: |z| beyond the confidence sequence's half width.

            Shares are written .02 or '2 %'; a number above 1 needs the %, as 2 may be 2 %
            or 200 %.

            Examples:
              marketlab power --mean 12 --sd 30 --relative-mde '2 %'
              marketlab power --rate '3 %' --units 100000
              marketlab power --rate .03 --units 100000 --absolute-mde .002
              marketlab power first-look --metric gmv --relative-mde '1 %'
            """)

    @Argument(help: "A run's id, the start of one, or a scenario's name for its newest run.") var name: String?
    @OptionGroup var place: StoreOptions
    @Option(help: "The metric of the run, such as gmv or ctr.") var metric: String?
    @Option(help: "The metric's mean in control.") var mean: Double?
    @Option(help: "Its standard deviation between units.") var sd: Double?
    @Option(
        help: "The control rate of a metric that is a share of units.",
        transform: ShareOption.share)
    var rate: Share?
    @Option(help: "Units of both arms.") var units: Double?
    @Option(
        help: "Effect to find, as a share of the control mean, as .02 or '2 %'.",
        transform: ShareOption.share)
    var relativeMde: Share?
    @Option(
        help: "Effect to find, in the metric's unit (money in the run's currency); of a rate .01 is 1 point."
    )
    var absoluteMde: Double?
    @Option(help: "Probability of finding it. (default: 80 %)", transform: ShareOption.share)
    var power: Share?
    @Option(
        help: "Share of the units in control. (default: half, or the run's)",
        transform: ShareOption.share)
    var controlShare: Share?
    @Option(help: "Significance level.", transform: ShareOption.share) var alpha = Share(0.05)
    @Option(help: "two-sided, greater or less.") var alternative: String = Alternative.twoSided.rawValue
    @Option(
        help: "Correlation with CUPED's covariate. (default: 0, or the run's with its warm-up)",
        transform: ShareOption.share)
    var correlation: Share?
    @Option(help: "Units in a cluster; needs --icc.") var clusterSize: Double?
    @Option(
        help: "Intraclass correlation; needs --cluster-size.", transform: ShareOption.share)
    var icc: Share?
    @Option(help: "fixed or sequential.") var method: Method = .fixed
    @Option(help: "Units at which a sequential interval is tightest.")
    var tuning = ConfidenceSequence.defaultTuning
    @OptionGroup var output: StoredDocumentOptions

    /// The test that will read the experiment out.
    enum Method: String, CaseIterable, ExpressibleByArgument { case fixed, sequential }

    func run() throws {
        let stored = try storedBaseline()
        let experiment = try experiment(stored)
        let effect = try effect(experiment, stored)
        let units = try units(effect: effect, stored)
        let solvesPower = units != nil && effect != nil
        if solvesPower, power != nil, self.units != nil {
            throw Mistake("sample size, effect and power are all given; leave out the one to solve for")
        }
        let answer: PowerAnswer
        do {
            answer = try PowerAnswer(
                experiment, units: units, effect: effect, power: solvesPower ? nil : power?.value ?? 0.8,
                source: stored?.source)
        } catch {
            throw Mistake("no experiment answers that: \(error)")
        }
        try output.show(
            PowerDocument(answer, unit: stored?.metric.unit, currency: stored?.currency ?? .usd))
    }

    private func storedBaseline() throws -> StoredBaseline? {
        guard let name else {
            guard metric == nil else { throw Mistake("--metric belongs to a run: marketlab power RUN --metric gmv") }
            return nil
        }
        guard mean == nil, sd == nil, rate == nil else {
            throw Mistake("a run and moments are both given; leave out \(name), or --mean, --sd and --rate")
        }
        guard let metric else { throw Mistake("a run needs --metric, such as --metric gmv") }
        let store = try place.open()
        return try ProgressLine.showing("reading the run's worlds") {
            try StoredBaseline(
                try store.run(matching: name), metric: metric, in: store, policies: ProgramPolicies.known)
        }
    }

    private func experiment(_ stored: StoredBaseline?) throws -> ExperimentPower {
        var experiment = ExperimentPower(try baseline(stored))
        experiment.controlShare =
            try PowerCommand.open(controlShare?.value, "control-share") ?? stored?.controlShare ?? 0.5
        experiment.alpha = try PowerCommand.open(alpha.value, "alpha") ?? alpha.value
        experiment.correlation = correlation?.value ?? stored?.baseline.correlation ?? 0
        guard abs(experiment.correlation) < 1 else {
            throw Mistake("--correlation is \(experiment.correlation); expected above -1 and below 1")
        }
        guard let alternative = Alternative(rawValue: alternative) else {
            let known = Alternative.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake("--alternative is \(alternative); expected one of \(known)")
        }
        experiment.alternative = alternative
        experiment.clusters = try clusters()
        if method == .sequential {
            guard (1...1e12).contains(tuning) else { throw Mistake("--tuning is \(tuning); expected 1 to 1e12") }
            guard alternative == .twoSided || alpha.value < 0.5 else {
                throw Mistake("--alpha is \(alpha); a one-sided sequential test has it below 0.5")
            }
            experiment.test = .sequential(tuning: tuning)
        }
        if let power = try PowerCommand.open(power?.value, "power"), power <= alpha.value {
            throw Mistake("--power is \(power); expected above alpha, which is \(alpha)")
        }
        return experiment
    }

    private func baseline(_ stored: StoredBaseline?) throws -> ExperimentPower.Baseline {
        if let stored { return .mean(stored.baseline.mean, standardDeviation: stored.baseline.standardDeviation) }
        switch (mean, sd, try PowerCommand.open(rate?.value, "rate")) {
        case (nil, nil, let rate?):
            try PowerCommand.checkSize(rate, "rate")
            return .rate(rate)
        case (let mean?, let sd?, nil):
            guard mean.isFinite else { throw Mistake("--mean is \(mean); expected a number") }
            guard sd > 0, sd.isFinite else { throw Mistake("--sd is \(sd); expected a number above 0") }
            try PowerCommand.checkSize(mean, "mean")
            try PowerCommand.checkSize(sd, "sd")
            return .mean(mean, standardDeviation: sd)
        case (_, _, .some): throw Mistake("--rate and --mean or --sd are both given; a rate has both by itself")
        case (.some, nil, _): throw Mistake("--mean needs --sd, the standard deviation between units")
        case (nil, .some, _): throw Mistake("--sd needs --mean")
        case (nil, nil, nil): throw Mistake("no metric is given; name a run, or give --mean and --sd, or --rate")
        }
    }

    private func clusters() throws -> ExperimentPower.Clusters? {
        switch (clusterSize, icc?.value) {
        case (nil, nil): return nil
        case (let size?, let icc?):
            guard (1...1e9).contains(size) else { throw Mistake("--cluster-size is \(size); expected 1 to 1e9") }
            guard (0...1).contains(icc) else { throw Mistake("--icc is \(icc); expected 0 to 1") }
            return .init(size: size, intraclassCorrelation: icc)
        default: throw Mistake("--cluster-size and --icc belong together; one is missing")
        }
    }

    /// In the metric's unit; of money, which people write in currency units, in minor units.
    private func effect(_ experiment: ExperimentPower, _ stored: StoredBaseline?) throws -> Double? {
        let (option, value): (String, Double)
        switch (relativeMde, absoluteMde) {
        case (nil, nil): return nil
        case (.some, .some): throw Mistake("--relative-mde and --absolute-mde are both given; leave one out")
        case (let share?, nil):
            guard experiment.mean != 0 else {
                throw Mistake("--relative-mde is a share of the control mean, which is 0; give --absolute-mde")
            }
            (option, value) = ("relative-mde", share.value * experiment.mean.magnitude)
        case (nil, let effect?):
            let unit = stored?.metric.unit == .money ? stored?.currency.minorUnits : nil
            (option, value) = ("absolute-mde", (unit ?? 1) * effect)
        }
        guard value != 0, value.isFinite else { throw Mistake("--\(option) is \(value); expected other than 0") }
        try PowerCommand.checkSize(value, option)
        let sought = experiment.alternative
        guard sought == .twoSided || (sought == .less) == (value < 0) else {
            throw Mistake("--\(option) goes the other way than --alternative \(sought.rawValue)")
        }
        if case .rate(let rate) = experiment.baseline, !(rate + value > 0 && rate + value < 1) {
            throw Mistake("--\(option) makes the treatment's rate \(rate + value); expected above 0 and below 1")
        }
        return value
    }

    /// A run's own, where neither they nor an effect are given.
    private func units(effect: Double?, _ stored: StoredBaseline?) throws -> Double? {
        guard let units else {
            if effect != nil { return nil }
            guard let stored else {
                throw Mistake(
                    "neither a sample size nor an effect is given; give --units, --relative-mde or --absolute-mde")
            }
            return stored.baseline.users.rounded()
        }
        guard (4...1e12).contains(units), units == units.rounded() else {
            throw Mistake("--units is \(units); expected a whole number from 4 to 1e12")
        }
        return units
    }

    /// Squares of what is larger or smaller are no numbers any more.
    private static func checkSize(_ value: Double, _ option: String) throws {
        guard value == 0 || (1e-100...1e100).contains(value.magnitude) else {
            throw Mistake("--\(option) comes to \(value); expected a size from 1e-100 to 1e100")
        }
    }

    /// A share above 0 and below 1, or none.
    private static func open(_ share: Double?, _ option: String) throws -> Double? {
        guard let share else { return nil }
        guard share > 0, share < 1 else { throw Mistake("--\(option) is \(share); expected above 0 and below 1") }
        return share
    }
}
