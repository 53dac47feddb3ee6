import Marketplace
import Statistics

/// Something of a readout that an expectation can name: `truth.METRIC.relative`.
///
/// All that there are stand in `all`; the reader of scenarios and docs/Expectations.md go by it.
package struct ExpectationQuantity: Sendable {
    /// What is written; `METRIC` and `FIGURE` stand for a name of the readout's metrics and market figures.
    package let pattern: String
    /// One sentence.
    package let meaning: String
    private let reading: Reading
    /// Nil of words.
    private let unit: (@Sendable (Metric.Unit) -> ExpectationUnit)?
    /// Whether other markets than the feed market lack it.
    package private(set) var isOfFeed = false
    /// Whether it is a sum over all replications.
    package private(set) var isTotal = false

    private enum Reading: Sendable {
        /// With the sampling error that its interval shows.
        case estimate(@Sendable (Readout, String) throws(NoEvidence) -> EffectEstimate)
        case number(@Sendable (Readout, String) throws(NoEvidence) -> Double)
        /// - Parameters:
        ///   - among: all words that there are; nil where any is one.
        ///   - open: those that say that it cannot be told.
        case word(among: [String]?, open: Set<String>, @Sendable (Readout) throws(NoEvidence) -> String)
    }

    /// Whether it has sampling error.
    package var isEstimate: Bool { if case .estimate = reading { true } else { false } }
    /// Whether it is a word and no number.
    package var isWord: Bool { if case .word = reading { true } else { false } }
    /// The words that it may be; nil where any may be one.
    package var words: [String]? { if case .word(let words, _, _) = reading { words } else { nil } }

    /// Whether a word says that it cannot be told.
    func isOpen(_ word: String) -> Bool {
        if case .word(_, let open, _) = reading { open.contains(word) } else { false }
    }

    /// Its name with a metric or figure in it.
    fileprivate func unit(of subject: Metric.Unit) -> ExpectationUnit { unit?(subject) ?? .number }
}

extension ExpectationQuantity: Equatable {
    package static func == (a: ExpectationQuantity, b: ExpectationQuantity) -> Bool { a.pattern == b.pattern }
}

extension ExpectationQuantity {
    /// Every quantity, in the order in which documents list them.
    package static let all: [ExpectationQuantity] =
        [
            metric(
                "truth.METRIC.relative", "Everybody treated less nobody treated, over the metric with nobody treated.",
                relative
            ) { $0.truth.relative },
            metric("truth.METRIC.difference", "The same in the metric's unit.", difference) { $0.truth.difference },
            level("truth.METRIC.control", "The metric with nobody treated.", \.allControl),
            level("truth.METRIC.treatment", "The metric with everybody treated.", \.allTreated),
            metric("experiment.METRIC.relative", "What the experiment says, over control.", relative) { $0.relative },
            metric("experiment.METRIC.difference", "The same in the metric's unit.", difference) { $0.difference },
            metric(
                "experiment.METRIC.adjusted", "The same with the variance that the warm-up explains taken out (CUPED).",
                difference, isOfFeed: true
            ) { $0.adjusted?.difference },
            ExpectationQuantity(
                pattern: "experiment.METRIC.p", meaning: "The experiment's two-sided p of no difference.",
                reading: .number { readout, name throws(NoEvidence) in
                    let metric = try readout.metric(name)
                    return try known(metric.pValue, of: "experiment.\(name).p", metric)
                }, unit: { _ in .probability }),
            metric(
                "bias.METRIC.relative",
                "The experiment's bias over the size of the true difference; it exists where that is clear of 0.",
                relative
            ) { metric in
                metric.bias.relative.map {
                    EffectEstimate(estimate: $0, lower: metric.bias.relativeLower, upper: metric.bias.relativeUpper)
                }
            },
            metric("bias.METRIC.absolute", "The experiment's bias in the metric's unit.", difference) {
                $0.bias.estimate
            },
            level("control.METRIC", "The metric in the experiment's control arm.", \.control),
            level("treatment.METRIC", "The metric in the experiment's treatment arm.", \.treatment),
            figure("market.FIGURE.truth", "A figure of the market, everybody treated less nobody treated.", difference)
            {
                $0.truth
            },
            figure("market.FIGURE.control", "The figure with nobody treated.", value) { $0.control },
            figure("market.FIGURE.treatment", "The figure with everybody treated.", value) { $0.treatment },
            figure("market.FIGURE.experiment", "The figure in the experiment's own worlds.", value) { $0.experiment },
            word("verdict", "What the verdict says.", ["agrees", "misleads", "unclear"], open: ["unclear"]) {
                $0.verdict.agreement.rawValue
            },
            word("decision.rule", "What the rule does with the first experiment.", decisions, isOfFeed: true) {
                readout throws(NoEvidence) in
                guard let decision = readout.decision?.decision else {
                    throw NoEvidence("the first experiment gives no interval to decide by")
                }
                return decision.rawValue
            },
            word(
                "decision.truth", "What the truth advises, where it does so beyond chance.",
                decisions.filter { $0 != Decision.goOn.rawValue }, isOfFeed: true
            ) { readout throws(NoEvidence) in
                guard let decision = readout.decision, let truth = decision.truth, decision.isBeyondChance else {
                    throw NoEvidence("the truth is not known beyond chance, so it advises nothing")
                }
                return truth.rawValue
            },
            ExpectationQuantity(
                pattern: "decision.launch_per_week", meaning: "What a launch brings per week, in money.",
                reading: .estimate { readout, _ throws(NoEvidence) in
                    guard let effect = readout.decision?.launchPerWeek else {
                        throw NoEvidence("what a launch brings is not told in money")
                    }
                    return effect
                }, unit: { _ in .total }, isOfFeed: true),
            number("srm.p", "p of the check that users are split as planned.", .probability) { $0.srm.pValue },
            number("health.fail", "Health checks that failed.") { readout in
                Double(readout.health.count { $0.status == .fail })
            },
            number("health.warn", "Health checks with a warning.") { readout in
                Double(readout.health.count { $0.status == .warn })
            },
            number("replications", "Replications that went into the readout.") { Double($0.replications) },
        ] + interleaving + offline + allocation + counts + [
            word("digest", "The journal digest, in hexadecimal: equal digests, equal events.", nil) { $0.journalDigest }
        ]

    private static let interleaving = PreferenceCredit.allCases.flatMap { credit in
        let name = "interleaving.\(credit.rawValue)"
        @Sendable func credited(_ readout: Readout) throws(NoEvidence) -> InterleavingReadout.Credit {
            guard let found = readout.interleaving?.credits.first(where: { $0.name == credit.rawValue }) else {
                throw NoEvidence("the scenario interleaves nothing (experiment.interleaving)")
            }
            return found
        }
        return [
            ExpectationQuantity(
                pattern: "\(name).difference",
                meaning:
                    "Where rankings share pages: \(credit.rawValue) credited to treatment less to control, per user.",
                reading: .estimate { readout, _ throws(NoEvidence) in try credited(readout).difference },
                unit: { _ in .difference(.count) }, isOfFeed: true),
            ExpectationQuantity(
                pattern: "\(name).times",
                meaning: "How many times as many sessions the split of users needs for the same.",
                reading: .estimate { readout, _ throws(NoEvidence) in
                    guard let times = try credited(readout).userSplit?.times else {
                        throw NoEvidence("\(name).times does not exist, as one of the differences is not clear of 0")
                    }
                    return times
                }, unit: { _ in .number }, isOfFeed: true),
            word(
                "\(name).direction", "Whether the ranking that wins is the one that is better in truth.",
                InterleavingReadout.Direction.allCases.map(\.rawValue), open: ["undecided"], isOfFeed: true
            ) { readout throws(NoEvidence) in
                guard let direction = try credited(readout).direction else {
                    throw NoEvidence("there is no truth to hold \(credit.rawValue) against")
                }
                return direction.rawValue
            },
        ]
    }

    private static let offline = OfflineEstimator.all.flatMap { estimator in
        let name = "offline." + estimator.name.replacing("-", with: "_")
        @Sendable func said(_ readout: Readout) throws(NoEvidence) -> OfflineReadout.Value {
            guard let value = readout.offline?.values.first(where: { $0.name == estimator.name }) else {
                throw NoEvidence("the scenario evaluates nothing offline (experiment.offline_evaluation)")
            }
            return value
        }
        @Sendable func found(_ effect: EffectEstimate?, _ figure: String) throws(NoEvidence) -> EffectEstimate {
            guard let effect else {
                throw NoEvidence("\(name).\(figure) does not exist: \(estimator.label) gives no value")
            }
            return effect
        }
        return [
            ExpectationQuantity(
                pattern: "\(name).gain",
                meaning: "What the treatment's ranking gains in CTR by control's log alone (\(estimator.label)).",
                reading: .estimate { readout, _ throws(NoEvidence) in try found(said(readout).gain, "gain") },
                unit: { _ in .difference(.share) }, isOfFeed: true),
            ExpectationQuantity(
                pattern: "\(name).bias", meaning: "That less the truth.",
                reading: .estimate { readout, _ throws(NoEvidence) in try found(said(readout).bias, "bias") },
                unit: { _ in .difference(.share) }, isOfFeed: true),
            ExpectationQuantity(
                pattern: "\(name).intervals", meaning: "Logs, one a replication, that give an interval of it.",
                reading: .number { readout, _ throws(NoEvidence) in Double(try said(readout).intervals) },
                unit: { _ in .number }, isOfFeed: true),
        ]
    }

    private static let allocation: [ExpectationQuantity] = {
        @Sendable func allocated(_ readout: Readout) throws(NoEvidence) -> AllocationReadout {
            guard let found = readout.allocation else {
                throw NoEvidence("the bandit has replications without sessions")
            }
            return found
        }
        let values = AdaptiveComparison.Weighting.allCases.flatMap { weighting in
            let name = "allocation.\(weighting.rawValue)"
            @Sendable func said(
                _ readout: Readout, _ effect: (AllocationReadout.Value) -> EffectEstimate?
            ) throws(NoEvidence) -> EffectEstimate {
                guard let value = try allocated(readout).values.first(where: { $0.name == weighting.rawValue }),
                    let effect = effect(value)
                else { throw NoEvidence("\(name) does not exist: an arm has too few sessions") }
                return effect
            }
            return [
                ExpectationQuantity(
                    pattern: "\(name).difference",
                    meaning:
                        "Treatment less control in clicks per session, in the bandit's world (\(weighting.rawValue)).",
                    reading: .estimate { readout, _ throws(NoEvidence) in try said(readout) { $0.difference } },
                    unit: { _ in .difference(.count) }, isOfFeed: true),
                ExpectationQuantity(
                    pattern: "\(name).bias", meaning: "That less the truth.",
                    reading: .estimate { readout, _ throws(NoEvidence) in try said(readout) { $0.bias } },
                    unit: { _ in .difference(.count) }, isOfFeed: true),
                ExpectationQuantity(
                    pattern: "\(name).found",
                    meaning: "Share of replications whose interval excludes 0 at any look.",
                    reading: .number { readout, _ throws(NoEvidence) in
                        guard
                            let found = try allocated(readout).values.first(where: { $0.name == weighting.rawValue })?
                                .found
                        else { throw NoEvidence("\(name).found does not exist: there are no replications") }
                        return found.share
                    }, unit: { _ in .number }, isOfFeed: true),
            ]
        }
        return values + [
            ExpectationQuantity(
                pattern: "allocation.regret",
                meaning: "Clicks that the bandit loses against everybody in the best arm, as a share of those.",
                reading: .estimate { readout, _ throws(NoEvidence) in
                    guard let regret = try allocated(readout).costs.last?.regret else {
                        throw NoEvidence("allocation.regret does not exist: nobody clicks")
                    }
                    return regret
                }, unit: relative, isOfFeed: true),
            ExpectationQuantity(
                pattern: "allocation.saved",
                meaning: "Clicks that the bandit loses less than the primary design, as a share of the same.",
                reading: .estimate { readout, _ throws(NoEvidence) in
                    guard let saved = try allocated(readout).saved else {
                        throw NoEvidence("allocation.saved does not exist: nobody clicks")
                    }
                    return saved
                }, unit: relative, isOfFeed: true),
        ]
    }()

    private static let counts =
        [
            count("events", "Events that the simulator took.") { $0.events },
            count("sessions", "Sessions that began.") { $0.sessions },
            count("requests", "Pages that users asked for.") { $0.requests },
            count("candidates", "Listings that were ranked for these pages.", isOfFeed: true) {
                $0.candidates
            },
            count("exposures", "Listings that users saw, one count for each time.") { $0.exposures },
            count("clicks", "Clicks on listings.") { $0.clicks },
            count("orders", "Orders placed.") { $0.orders },
        ]

    private static let relative: @Sendable (Metric.Unit) -> ExpectationUnit = { _ in .relative }
    private static let difference: @Sendable (Metric.Unit) -> ExpectationUnit = { .difference($0) }
    private static let value: @Sendable (Metric.Unit) -> ExpectationUnit = { .level($0) }
    private static let decisions = Decision.allCases.map(\.rawValue)

    private static func metric(
        _ pattern: String, _ meaning: String, _ unit: @escaping @Sendable (Metric.Unit) -> ExpectationUnit,
        isOfFeed: Bool = false, _ value: @escaping @Sendable (MetricReadout) -> EffectEstimate?
    ) -> ExpectationQuantity {
        ExpectationQuantity(
            pattern: pattern, meaning: meaning,
            reading: .estimate { readout, name throws(NoEvidence) in
                let metric = try readout.metric(name)
                return try known(value(metric), of: pattern.replacing("METRIC", with: name), metric)
            }, unit: unit, isOfFeed: isOfFeed)
    }

    private static func known<Value>(
        _ value: Value?, of name: String, _ metric: MetricReadout
    ) throws(NoEvidence) -> Value {
        guard let value else {
            let reason =
                switch name.split(separator: ".").first {
                case "bias": "the true effect is not clear of 0"
                case "truth": metric.truth.noteOnRelative
                default: metric.note
                }
            throw NoEvidence("\(name) does not exist" + (reason.map { ", as \($0)" } ?? ""))
        }
        return value
    }

    /// A metric's mean over replications, with its t interval.
    private static func level(
        _ pattern: String, _ meaning: String, _ value: @escaping @Sendable (MetricTrial) -> Double?
    ) -> ExpectationQuantity {
        ExpectationQuantity(
            pattern: pattern, meaning: meaning,
            reading: .estimate { readout, name throws(NoEvidence) in
                let values = try readout.metric(name).trials.compactMap(value)
                guard !values.isEmpty else { throw NoEvidence("no replication has a value of \(name)") }
                return MetricTrials.mean(values, level: readout.level).effect
            }, unit: self.value)
    }

    private static func figure(
        _ pattern: String, _ meaning: String, _ unit: @escaping @Sendable (Metric.Unit) -> ExpectationUnit,
        _ value: @escaping @Sendable (MarketFigureReadout) -> EffectEstimate
    ) -> ExpectationQuantity {
        ExpectationQuantity(
            pattern: pattern, meaning: meaning,
            reading: .estimate { readout, name throws(NoEvidence) in
                guard let figure = readout.marketFigures.first(where: { $0.name == name }) else {
                    throw NoEvidence("no replication has a value of \(name)")
                }
                return value(figure)
            }, unit: unit, isOfFeed: true)
    }

    private static func number(
        _ pattern: String, _ meaning: String, _ unit: ExpectationUnit = .number,
        _ value: @escaping @Sendable (Readout) -> Double
    ) -> ExpectationQuantity {
        ExpectationQuantity(
            pattern: pattern, meaning: meaning, reading: .number { readout, _ in value(readout) }, unit: { _ in unit })
    }

    private static func count(
        _ name: String, _ meaning: String, isOfFeed: Bool = false, _ value: @escaping @Sendable (Counts) -> Int?
    ) -> ExpectationQuantity {
        ExpectationQuantity(
            pattern: "counts.\(name)", meaning: meaning + " Over all worlds of the run.",
            reading: .number { readout, _ throws(NoEvidence) in
                guard let count = value(readout.counts) else { throw NoEvidence("this readout does not count \(name)") }
                return Double(count)
            }, unit: { _ in .number }, isOfFeed: isOfFeed, isTotal: true)
    }

    private static func word(
        _ pattern: String, _ meaning: String, _ words: [String]?, open: Set<String> = [], isOfFeed: Bool = false,
        _ value: @escaping @Sendable (Readout) throws(NoEvidence) -> String
    ) -> ExpectationQuantity {
        ExpectationQuantity(
            pattern: pattern, meaning: meaning, reading: .word(among: words, open: open, value), unit: nil,
            isOfFeed: isOfFeed)
    }
}

extension Readout {
    /// The metric of that name; of several designs the primary one's.
    fileprivate func metric(_ name: String) throws(NoEvidence) -> MetricReadout {
        let designs = Set(Design.allCases.map(\.rawValue) + AuctionDesign.allCases.map(\.rawValue))
        let found =
            metrics.first { $0.name == name }
            ?? metrics.first { metric in
                metric.name.hasPrefix("\(name)_") && designs.contains(String(metric.name.dropFirst(name.count + 1)))
            }
        guard let found else { throw NoEvidence("\(name) could not be read out") }
        return found
    }
}

/// A quantity as an expectation names it: with its metric or figure.
package struct ExpectationName: Sendable, Equatable, CustomStringConvertible {
    package let quantity: ExpectationQuantity
    /// Of the metric or figure; empty where it has none.
    let subject: String
    package let unit: ExpectationUnit
    /// As it is written.
    package let description: String

    init(_ quantity: ExpectationQuantity, of subject: String = "", counting unit: Metric.Unit = .count) {
        self.quantity = quantity
        self.subject = subject
        self.unit = quantity.unit(of: unit)
        description = quantity.pattern.replacing("METRIC", with: subject).replacing("FIGURE", with: subject)
    }

    /// The number, and the interval in which it is known to be.
    func figure(in readout: Readout) throws(NoEvidence) -> ExpectationFigure {
        try quantity.figure(in: readout, of: subject, called: description)
    }

    /// The word.
    func word(in readout: Readout) throws(NoEvidence) -> String { try quantity.word(in: readout) }
}

extension ExpectationQuantity {
    fileprivate func figure(
        in readout: Readout, of subject: String, called name: String
    ) throws(NoEvidence) -> ExpectationFigure {
        switch reading {
        case .number(let value): return ExpectationFigure(try value(readout, subject))
        case .estimate(let value):
            let effect = try value(readout, subject)
            guard let lower = effect.lower, let upper = effect.upper else {
                throw NoEvidence(
                    "\(name) has no interval"
                        + (readout.replications == 1 ? ", as one replication gives none: run at least two" : ""))
            }
            return ExpectationFigure(estimate: effect.estimate, lower: lower, upper: upper)
        case .word: throw NoEvidence("\(name) is a word")
        }
    }

    fileprivate func word(in readout: Readout) throws(NoEvidence) -> String {
        guard case .word(_, _, let value) = reading else { throw NoEvidence("\(pattern) is a number") }
        return try value(readout)
    }
}
