import Analysis
import ArgumentParser
import Experiments
import Marketplace
import PolicyKit
import Reports
import RunStore
import Statistics

/// `marketlab power`: how large an experiment must be, what it can find, or how surely it finds it.
struct PowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power", abstract: "Sample size, detectable effect or power of an experiment.",
        discussion: """
            Of sample size, effect and power the one that is not given is solved for;
            power is 80 % unless it is given or solved for. The metric's moments are given,
            or read from the control arms of a stored run, or of a scenario that is run for
            it; its users are then the sample size unless --units or an effect is given.

            Formulas (docs/Power.md): two-sided power counts both tails of the noncentral
            t distribution with delta / SE, SE^2 = v_c/n_c + v_t/n_t; a rate has v = p (1 - p)
            of its own arm; CUPED: v (1 - r^2); clusters: v (1 + (m - 1) icc), and the test
            counts clusters; a ratio is linearised; --margin tests non-inferiority;
            sequential and group-sequential: any of --looks equal looks is beyond its bound,
            with |z| of the confidence sequence or of the spending function. --simulate
            draws experiments unit by unit and says how many of them find the effect.

            Shares are written .02 or '2 %'; a number above 1 needs the %, as 2 may be 2 %
            or 200 %.

            Examples:
              marketlab power --mean 12 --sd 30 --relative-mde '2 %'
              marketlab power --rate '3 %' --units 100000
              marketlab power --rate .03 --units 100000 --absolute-mde .002
              marketlab power first-look --metric gmv --relative-mde '1 %'
              marketlab power my.yaml --metric ctr --relative-mde '2 %'
              marketlab power --rate '4 %' --margin '2 %' --units-per-day 20000
              marketlab power --rate .04 --units 9000 --method group-sequential --looks 5
            """)

    @Argument(
        help:
            "A run's id, the start of one, or a scenario's name for its newest run; or a scenario file, which is run.",
        completion: .file(extensions: ["yaml", "yml"]))
    var name: String?
    @OptionGroup var place: StoreOptions
    @OptionGroup var plugins: PolicyPathOptions
    @Option(help: "The metric of the run or scenario, such as gmv or ctr.") var metric: String?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set a key of the scenario file, as often as needed.", valueName: "path.to.key=VALUE"))
    var sets: [String] = []
    @Option(help: "The metric's mean in control; of a ratio that of its numerator.") var mean: Double?
    @Option(help: "Its standard deviation between units.") var sd: Double?
    @Option(help: "Of a ratio, the mean of its denominator.") var denominatorMean: Double?
    @Option(help: "Of a ratio, the standard deviation of its denominator.") var denominatorSd: Double?
    @Option(
        help: "Of a ratio, the correlation of numerator and denominator between units.", transform: ShareOption.share)
    var ratioCorrelation: Share?
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
    @Option(help: "two-sided, greater or less. (default: two-sided; greater with --margin)") var alternative: String?
    @Option(
        help:
            "Non-inferiority: the loss that is accepted, as a share of the control mean. The effect is 0 unless given.",
        transform: ShareOption.share)
    var margin: Share?
    @Option(help: "The same in the metric's unit.") var absoluteMargin: Double?
    @Option(
        help: "Correlation with CUPED's covariate. (default: 0, or the run's with its warm-up)",
        transform: ShareOption.share)
    var correlation: Share?
    @Option(help: "Units in a cluster; needs --icc.") var clusterSize: Double?
    @Option(
        help: "Intraclass correlation; needs --cluster-size.", transform: ShareOption.share)
    var icc: Share?
    @Option(help: "fixed, sequential (always valid) or group-sequential.") var method: Method = .fixed
    @Option(help: "Units at which a sequential interval is tightest.")
    var tuning = ConfidenceSequence.defaultTuning
    @OptionGroup var output: StoredDocumentOptions
    @Option(help: "Looks at equal steps, the last at all units. (default: 1; needed by group-sequential)")
    var looks: Int?
    @Option(help: "Of group-sequential: obrien-fleming, pocock or alpha-t2. (default: obrien-fleming)")
    var spending: String?
    @Option(help: "Units that arrive each day, where they do: the answer has days, too.") var unitsPerDay: Double?
    @Option(help: "Draw so many experiments and say how many find the effect.") var simulate: Int?
    @Option(help: "Seed of what is drawn, or of the scenario; 0 is one, too.", transform: ChangeOptions.seed)
    var seed: UInt64?
    @Flag(help: "No progress on standard error.") var quiet = false

    /// The test that will read the experiment out.
    enum Method: String, CaseIterable, ExpressibleByArgument {
        case fixed, sequential
        case groupSequential = "group-sequential"
    }

    func run() async throws {
        let stored = try await measuredBaseline()
        let experiment = try experiment(stored)
        let effect = try effect(experiment, stored)
        let units = try units(effect: effect, stored)
        let solvesPower = units != nil && effect != nil
        if solvesPower, power != nil, self.units != nil {
            throw Mistake("sample size, effect and power are all given; leave out the one to solve for")
        }
        var answer: PowerAnswer
        do {
            answer = try PowerAnswer(
                experiment, units: units, effect: effect, power: solvesPower ? nil : power?.value ?? 0.8,
                source: stored?.source, unitsPerDay: try arrivals(stored))
            if let simulate {
                guard (1...10_000_000).contains(simulate) else {
                    throw Mistake("--simulate is \(simulate); expected 1 to 10000000")
                }
                try answer.simulate(experiment, experiments: simulate, seed: seed ?? 1)
            }
        } catch let mistake as Mistake {
            throw mistake
        } catch {
            throw Mistake("no experiment answers that: \(error)")
        }
        try output.show(
            PowerDocument(answer, unit: stored?.metric.unit, currency: stored?.currency ?? .usd))
    }

    private func measuredBaseline() async throws -> MeasuredBaseline? {
        guard let name else {
            guard metric == nil else { throw Mistake("--metric belongs to a run: marketlab power RUN --metric gmv") }
            guard sets.isEmpty else { throw Mistake("--set belongs to a scenario file, and none is given") }
            return nil
        }
        guard mean == nil, sd == nil, rate == nil else {
            throw Mistake("a run and moments are both given; leave out \(name), or --mean, --sd and --rate")
        }
        guard let metric else { throw Mistake("a run needs --metric, such as --metric gmv") }
        if [".yaml", ".yml"].contains(where: { name.lowercased().hasSuffix($0) }) {
            let read = try ChangeOptions.read(
                name, seed: seed, replications: nil, sets: sets, policies: plugins.policies)
            return try await MeasuredBaseline(
                scenario: name, read.plan, policies: read.policies, metric: metric, quiet: quiet)
        }
        guard sets.isEmpty else { throw Mistake("--set belongs to a scenario file; \(name) is the name of a run") }
        let store = try place.open()
        return try ProgressLine.showing("reading the run's worlds") {
            try MeasuredBaseline(
                try store.run(matching: name), metric: metric, in: store, policies: plugins.policies)
        }
    }

    private func arrivals(_ stored: MeasuredBaseline?) throws -> Double? {
        guard let unitsPerDay else { return nil }
        guard stored == nil else {
            throw Mistake(
                "--units-per-day has no meaning here: a market's users are a fixed population, and none arrive later")
        }
        guard unitsPerDay > 0, unitsPerDay <= 1e12 else {
            throw Mistake("--units-per-day is \(unitsPerDay); expected above 0 and at most 1e12")
        }
        return unitsPerDay
    }

    private func experiment(_ stored: MeasuredBaseline?) throws -> ExperimentPower {
        var experiment = ExperimentPower(try baseline(stored))
        experiment.controlShare =
            try PowerCommand.open(controlShare?.value, "control-share") ?? stored?.controlShare ?? 0.5
        experiment.alpha = try PowerCommand.open(alpha.value, "alpha") ?? alpha.value
        experiment.correlation = correlation?.value ?? stored?.baseline.correlation ?? 0
        guard abs(experiment.correlation) < 1 else {
            throw Mistake("--correlation is \(experiment.correlation); expected above -1 and below 1")
        }
        experiment.margin = try margin(of: experiment, stored) ?? 0
        experiment.alternative = experiment.margin > 0 ? .greater : .twoSided
        if let alternative { experiment.alternative = try MethodOptions.choice(alternative, "alternative") }
        guard experiment.margin == 0 || experiment.alternative != .twoSided else {
            throw Mistake("--margin needs a one-sided test; give --alternative greater or less, or leave it out")
        }
        experiment.clusters = try clusters()
        experiment.test = try test(experiment.alternative)
        if let power = try PowerCommand.open(power?.value, "power"), power <= alpha.value {
            throw Mistake("--power is \(power); expected above alpha, which is \(alpha)")
        }
        return experiment
    }

    private func test(_ alternative: Alternative) throws -> ExperimentPower.Test {
        guard (1...100).contains(looks ?? 1) else { throw Mistake("--looks is \(looks ?? 1); expected 1 to 100") }
        if method != .groupSequential, spending != nil {
            throw Mistake("--spending belongs to --method group-sequential")
        }
        switch method {
        case .fixed:
            guard looks == nil else { throw Mistake("--looks belongs to --method sequential or group-sequential") }
            return .fixed
        case .sequential:
            guard (1...1e12).contains(tuning) else { throw Mistake("--tuning is \(tuning); expected 1 to 1e12") }
            guard alternative == .twoSided || alpha.value < 0.5 else {
                throw Mistake("--alpha is \(alpha); a one-sided sequential test has it below 0.5")
            }
            return .sequential(tuning: tuning, looks: looks ?? 1)
        case .groupSequential:
            guard let looks else { throw Mistake("--method group-sequential needs --looks, how often it is looked at") }
            let spending: LookPlan.Spending = try MethodOptions.choice(spending ?? "obrien-fleming", "spending")
            return .groupSequential(looks: looks, spending: spending.function)
        }
    }

    /// In the metric's unit; of money, which people write in currency units, in minor units.
    private func margin(of experiment: ExperimentPower, _ stored: MeasuredBaseline?) throws -> Double? {
        switch (margin?.value, absoluteMargin) {
        case (nil, nil): return nil
        case (.some, .some): throw Mistake("--margin and --absolute-margin are both given; leave one out")
        case (let share?, nil):
            guard share > 0 else { throw Mistake("--margin is \(share); expected above 0") }
            guard experiment.mean != 0 else {
                throw Mistake("--margin is a share of the control mean, which is 0; give --absolute-margin")
            }
            return share * experiment.mean.magnitude
        case (nil, let absolute?):
            guard absolute > 0, absolute.isFinite else {
                throw Mistake("--absolute-margin is \(absolute); expected above 0")
            }
            return PowerCommand.minorUnits(stored) * absolute
        }
    }

    /// Of numerator and denominator, where the latter is given.
    private func ratio(_ numerator: ExperimentPower.Ratio.Part) throws -> ExperimentPower.Baseline? {
        switch (denominatorMean, denominatorSd, ratioCorrelation) {
        case (nil, nil, nil): return nil
        case (let mean?, let sd?, let correlation?):
            guard mean.isFinite, mean != 0 else {
                throw Mistake("--denominator-mean is \(mean); expected other than 0")
            }
            guard sd >= 0, sd.isFinite else { throw Mistake("--denominator-sd is \(sd); expected 0 or more") }
            guard abs(correlation.value) <= 1 else {
                throw Mistake("--ratio-correlation is \(correlation); expected -1 to 1")
            }
            try PowerCommand.checkSize(mean, "denominator-mean")
            try PowerCommand.checkSize(sd, "denominator-sd")
            let ratio = ExperimentPower.Ratio(
                numerator: numerator, denominator: .init(mean: mean, standardDeviation: sd),
                correlation: correlation.value)
            guard ratio.standardDeviation > 0 else {
                throw Mistake("--ratio-correlation is \(correlation): all units have the same ratio")
            }
            return .ratio(ratio)
        default:
            throw Mistake("a ratio needs --denominator-mean, --denominator-sd and --ratio-correlation; one is missing")
        }
    }

    private func baseline(_ stored: MeasuredBaseline?) throws -> ExperimentPower.Baseline {
        let hasDenominator = denominatorMean != nil || denominatorSd != nil || ratioCorrelation != nil
        if hasDenominator, mean == nil || sd == nil {
            throw Mistake("a ratio needs --mean and --sd of its numerator beside the denominator's")
        }
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
            return try ratio(.init(mean: mean, standardDeviation: sd)) ?? .mean(mean, standardDeviation: sd)
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
    private func effect(_ experiment: ExperimentPower, _ stored: MeasuredBaseline?) throws -> Double? {
        let (option, value): (String, Double)
        switch (relativeMde, absoluteMde) {
        case (nil, nil):
            // Who tests for non-inferiority means no effect, unless it is what is asked for.
            return experiment.margin > 0 && (units == nil || power == nil) ? 0 : nil
        case (.some, .some): throw Mistake("--relative-mde and --absolute-mde are both given; leave one out")
        case (let share?, nil):
            guard experiment.mean != 0 else {
                throw Mistake("--relative-mde is a share of the control mean, which is 0; give --absolute-mde")
            }
            (option, value) = ("relative-mde", share.value * experiment.mean.magnitude)
        case (nil, let effect?):
            (option, value) = ("absolute-mde", PowerCommand.minorUnits(stored) * effect)
        }
        guard value != 0 || experiment.margin > 0, value.isFinite else {
            throw Mistake("--\(option) is \(value); expected other than 0")
        }
        try PowerCommand.checkSize(value, option)
        let sought = experiment.alternative
        if experiment.margin > 0 {
            guard (sought == .less) == (value < (sought == .less ? experiment.margin : -experiment.margin)) else {
                throw Mistake("--\(option) is beyond the margin: there is nothing to show")
            }
        }
        guard experiment.margin > 0 || sought == .twoSided || (sought == .less) == (value < 0) else {
            throw Mistake("--\(option) goes the other way than --alternative \(sought.rawValue)")
        }
        if case .rate(let rate) = experiment.baseline, !(rate + value > 0 && rate + value < 1) {
            throw Mistake("--\(option) makes the treatment's rate \(rate + value); expected above 0 and below 1")
        }
        return value
    }

    /// A run's own, where neither they nor an effect are given.
    private func units(effect: Double?, _ stored: MeasuredBaseline?) throws -> Double? {
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

    /// Of a currency unit, where the metric is money; 1 elsewhere.
    private static func minorUnits(_ stored: MeasuredBaseline?) -> Double {
        stored?.metric.unit == .money ? stored?.currency.minorUnits ?? 1 : 1
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
