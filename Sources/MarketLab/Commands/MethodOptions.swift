import Analysis
import ArgumentParser
import Statistics

/// The options of `marketlab analyze` that say how an estimate is judged.
struct MethodOptions: ParsableArguments {
    @Option(
        help: "welch, normal, sequential, bayesian, group-sequential, msprt or confseq.")
    var method: String = Question.Method.welch.rawValue
    @Option(help: "two-sided, greater or less.") var alternative: String = Alternative.twoSided.rawValue
    @Option(
        help:
            "How lifts' intervals are made: automatic (score of proportions, else fieller), fieller, score, delta or log."
    )
    var lift: String = Question.Lift.automatic.rawValue
    @Option(help: "1 less the level of intervals.", transform: ShareOption.share)
    var alpha = Share(0.05)
    @Option(help: "Of p-values over metrics and variants: holm, bh or none. (default: none; of segments holm)")
    var correction: String?
    @Option(
        help: "Also tests every metric by that many draws of the units' (the clusters') labels.")
    var randomisation: Int?
    @Option(
        help: "Non-inferiority: most that a metric may be worse, as a share of the control mean.",
        transform: ShareOption.share)
    var margin: Share?
    @Option(help: "Units at which a sequential interval is tightest.") var tuning = ConfidenceSequence.defaultTuning
    @Option(help: "Of confseq: stitched or normal-mixture.")
    var boundary: String = BoundarySequence.Kind.stitched.rawValue
    @Option(
        help: "Of group-sequential: share of the planned units so far, at most 10; above 1 beyond the plan.",
        transform: ShareOption.ofPlan)
    var information: Share?
    @Option(
        parsing: .upToNextOption, help: "Of group-sequential: the same at the looks before.",
        transform: ShareOption.ofPlan)
    var looks: [Share] = []
    @Option(help: "Of group-sequential: pocock, obrien-fleming or alpha-t2. (default: obrien-fleming)")
    var spending: String?
    @Option(
        name: .customLong("effect-sd"),
        help: "Of msprt: standard deviation of likely effects, as a share of the control mean.",
        transform: ShareOption.share)
    var effectDeviation: Share?
    @Option(
        help: "Of bayesian: mean of a normal prior of the lift, as a share of the control mean. (default: 0)",
        transform: ShareOption.share)
    var priorMean: Share?
    @Option(
        name: .customLong("prior-sd"), help: "Of bayesian: the prior's standard deviation.",
        transform: ShareOption.share)
    var priorDeviation: Share?

    /// - Throws: `Mistake` for a word that is no choice.
    func apply(to question: inout Question) throws {
        question.method = try Self.choice(method, "method")
        question.alternative = try Self.choice(alternative, "alternative")
        question.lift = try Self.choice(lift, "lift")
        question.alpha = alpha.value
        if let correction {
            question.correction = try Self.choice(correction, "correction")
            question.segmentCorrection = question.correction
        } else if question.method == .groupSequential {
            // Its p-values are nominal.
            question.segmentCorrection = .none
        }
        question.randomisation = randomisation
        question.margin = margin?.value
        question.tuning = tuning
        question.boundary = try Self.choice(boundary, "boundary")
        question.effectDeviation = effectDeviation?.value
        if let priorDeviation {
            question.prior = LiftPrior(mean: priorMean?.value ?? 0, standardDeviation: priorDeviation.value)
        } else if priorMean != nil {
            throw Mistake("--prior-mean needs --prior-sd, the prior's standard deviation")
        }
        if let information {
            var plan = LookPlan(information: information.value)
            plan.earlier = looks.map(\.value)
            if let spending { plan.spending = try Self.choice(spending, "spending") }
            question.looks = plan
        } else if !looks.isEmpty || spending != nil {
            throw Mistake(
                "--\(looks.isEmpty ? "spending" : "looks") needs --information, the share of the present look")
        }
    }

    /// Options that say nothing of a log of decisions, with whether they change something; the level is not among them.
    var ofExperiments: [IdleOption] {
        [
            ("method", method != Question.Method.welch.rawValue),
            ("alternative", alternative != Alternative.twoSided.rawValue),
            ("lift", lift != Question.Lift.automatic.rawValue), ("correction", correction != nil),
            ("randomisation", randomisation != nil), ("margin", margin != nil),
            ("tuning", tuning != ConfidenceSequence.defaultTuning),
            ("boundary", boundary != BoundarySequence.Kind.stitched.rawValue), ("information", information != nil),
            ("looks", !looks.isEmpty), ("spending", spending != nil), ("effect-sd", effectDeviation != nil),
            ("prior-mean", priorMean != nil), ("prior-sd", priorDeviation != nil),
        ]
    }

    /// - Throws: `Mistake` for a word that is none of the choices.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ word: String, _ option: String
    ) throws -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: word) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake("--\(option) is \(word); expected one of \(known)")
        }
        return choice
    }
}
