import Analysis
import ArgumentParser
import Foundation
import Reports
import Statistics

/// `marketlab analyze`: anybody's table of units in, the readout of an experiment out; or of a log of decisions, the value of another
/// policy.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Read out an experiment from a table of your own.",
        discussion: """
            The table is CSV with a header, plain or compressed by gzip; - is standard
            input, and semicolons or tabs between cells are found out. A row is a unit
            (a user), or one of several rows of the unit that --unit names, whose numbers
            are summed. The file is read once; where rows are units, memory does not grow
            with them unless an option needs them.

            Metrics:
              mean:COLUMN                  mean over units
              proportion:COLUMN            share of units with 1 (or with any 1)
              ratio:NUMERATOR/DENOMINATOR  sum over sum, by the delta method
              quantile:.9:COLUMN           quantile of the rows, clustered by --unit

            Shares, as --alpha, are written .05 or '5 %'; a number above 1 needs the %,
            as 2 may be 2 % or 200 %. Only --information and --looks may be above 1.

            Variants whose units do not have their intended shares (SRM, p below 0.001)
            end with exit code 3, after the readout.

            --off-policy values another policy from a log of decisions: IPS, SNIPS and
            doubly robust, of slates the cascade and the pseudo-inverse. Weights whose mean
            is not 1 (p below 0.001) end with exit code 3.

            Examples:
              marketlab analyze users.csv --variant arm --control a --metric mean:gmv
              marketlab analyze trips.csv --variant arm --control a --metric mean:fare \\
                --time started_at --block 1h --washout 10m
              marketlab analyze users.csv.gz --variant arm --control a \\
                --metric mean:gmv ratio:clicks/impressions --covariate gmv=gmv_before \\
                --correction holm --format json
              marketlab analyze log.csv --off-policy --reward click --logging p_log \\
                --target p_new --cluster user
            """)

    @Argument(help: "The table, or - for standard input.", completion: .file(extensions: ["csv", "gz"])) var data:
        String
    @Option(help: "Column that says which variant a row belongs to.") var variant: String?
    @Option(help: "The variant that others are compared with.") var control: String?
    @Option(help: "Column that says which unit a row belongs to. (default: each row is a unit)") var unit: String?
    @Option(parsing: .upToNextOption, help: "What is compared; several are possible.") var metric: [String] = []
    @Option(
        parsing: .upToNextOption,
        help: """
            Column from before the experiment that takes out variance (CUPED), or COLUMN=COVARIATE for one metric; of a \
            ratio metric also a ratio, as ratio:a/b=ratio:a_before/b_before.
            """)
    var covariate: [String] = []
    @Flag(help: "Makes all covariates one by a regression that is fitted on other units than it predicts (CUPAC).")
    var cupac = false
    @Option(help: "Column whose groups of units go together.") var cluster: String?
    @Option(help: "Column of strata, weighted by their shares of all units.") var strata: String?
    @Option(
        parsing: .upToNextOption,
        help: "Caps units' totals at quantiles, as gmv=.99, gmv=.01:.99, gmv=none, or .99 for all means and ratios.")
    var winsorise: [String] = []
    @Option(help: "The quantiles are of all units, or of those whose total is nonzero.")
    var winsoriseOver: String = Winsorising.Base.all.rawValue
    @Option(parsing: .upToNextOption, help: "Leaves out units whose total is above a number, as gmv=10000.")
    var dropAbove: [String] = []
    @Option(help: "Column that is not 0 where a unit was exposed; only units with such a row are read out.")
    var triggered: String?
    @Option(help: "Column of a score: whom the variants help, by decile, Qini and AUUC; of means and proportions.")
    var uplift: String?
    @Option(help: "Draws of units for the intervals of Qini and AUUC.") var resamples = 500
    @Option(help: "Seed of all draws; 0 is one, too.", transform: ChangeOptions.seed)
    var seed: UInt64 = 1
    @Option(
        parsing: .upToNextOption, help: "Intended shares of the variants, as a=1 b=3. (default: equal)")
    var weights: [String] = []
    @OptionGroup var output: DocumentOptions
    @Option(help: "Threads that read the table. (default: one per core)") var threads: Int?

    @OptionGroup(title: "Another policy's value") var offPolicy: OffPolicyOptions
    @OptionGroup(title: "Table") var table: TableOptions
    @OptionGroup(title: "Method") var judging: MethodOptions

    func run() async throws {
        if offPolicy.offPolicy { return try valuePolicy() }
        try offPolicy.checkIdle()
        let question = try question()
        let progress = AnswerProgress()
        let answer = try await ProgressLine.showing({ progress.words }) {
            try await Answer(
                question, file: data, threads: OutputOptions.threadCount(threads), progress: progress)
        }
        tell(answer.remarks)
        try output.show(AnalysisDocument(answer, data: name, version: MarketLabVersion.current))
        if answer.hasSampleRatioMismatch { throw ExitCode(ProgramExit.checkFailed) }
    }

    /// What another policy than the logging one would have earned.
    private func valuePolicy() throws {
        let ofExperiments = optionsOfExperiments + table.ofExperiments + judging.ofExperiments
        if let option = ofExperiments.first(where: \.isGiven) {
            throw Mistake("--\(option.name) does not go with --off-policy")
        }
        let question = try offPolicy.question(cluster: cluster, table, judging)
        let answer = try ProgressLine.showing("reading the table") { try OffPolicyAnswer(question, file: data) }
        tell(answer.remarks)
        try output.show(OffPolicyDocument(answer, data: name, version: MarketLabVersion.current))
        if answer.hasWrongPropensities { throw ExitCode(ProgramExit.checkFailed) }
    }

    /// The table's name on a page.
    private var name: String { data == "-" ? "standard input" : URL(filePath: data).lastPathComponent }

    /// Says beside figures for machines what a page says itself.
    private func tell(_ remarks: [String]) {
        guard output.format == .json else { return }
        for remark in remarks { StandardStreams.say("note: \(remark)") }
    }

    /// Options that say nothing of a log of decisions, with whether they change something.
    private var optionsOfExperiments: [IdleOption] {
        [
            ("variant", variant != nil), ("control", control != nil), ("unit", unit != nil),
            ("metric", !metric.isEmpty), ("covariate", !covariate.isEmpty), ("cupac", cupac),
            ("strata", strata != nil), ("winsorise", !winsorise.isEmpty),
            ("winsorise-over", winsoriseOver != Winsorising.Base.all.rawValue), ("drop-above", !dropAbove.isEmpty),
            ("triggered", triggered != nil), ("uplift", uplift != nil), ("resamples", resamples != 500),
            ("seed", seed != 1), ("weights", !weights.isEmpty), ("threads", threads != nil),
        ]
    }

    private func question() throws -> Question {
        guard let variant else {
            throw Mistake("--variant is missing, the column that says which variant a row belongs to")
        }
        guard let control else { throw Mistake("--control is missing, the variant that others are compared with") }
        guard !metric.isEmpty else {
            throw Mistake("--metric is missing, what is compared, such as mean:gmv")
        }
        var question = Question(variant: variant, control: control, metrics: try metric.map(MetricTerm.init(parsing:)))
        question.unit = unit
        question.covariates = covariate.map(Covariate.init(parsing:))
        question.cluster = cluster
        question.strata = strata
        question.winsorising = try winsorise.map(Winsorising.init(parsing:))
        question.capsOver = try MethodOptions.choice(winsoriseOver, "winsorise-over")
        question.drops = try dropAbove.map(DropRule.init(parsing:))
        question.isCrossFitted = cupac
        question.trigger = triggered
        try table.apply(to: &question)
        question.uplift = uplift
        question.resamples = resamples
        question.seed = seed
        try judging.apply(to: &question)
        for weight in weights {
            let parts = weight.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let number = Double(parts[1]), number > 0, number.isFinite else {
                throw Mistake("--weights has \(weight); expected VARIANT=NUMBER with a number above 0")
            }
            question.weights[parts[0]] = number
        }
        return question
    }
}
