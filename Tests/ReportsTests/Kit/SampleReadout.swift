import Experiments
import Foundation
import Marketplace
import PolicyKit

/// A readout as a scarce market gives it: the user split says +15.2 %, the truth is +1.4 %.
enum SampleReadout {
    static let scenarioText = """
        # Most listings have one unit: what a treated user buys is gone for the others.
        name: last-one-in-stock
        title: Better recommendations when every listing sells once
        market:
          listings: { price_median: 25.00 USD, stock_one_share: 90 % }
          browsing: { sessions_a_week: 3.5 }
        arms:
          treatment:
            market.choice.utility_lift: 0.3
        """

    static let readout: Readout = {
        var readout = withoutEffectCourses
        readout.effectCourses = effectCourses
        readout.models = models
        readout.policyFigures = policyFigures
        readout.interleaving = interleaving
        readout.allocation = allocation
        readout.offline = offline
        readout.perReplication = [
            ReplicationReadout(
                replication: 0, journalDigest: "00112233445566778899aabbccddeeff", counts: readout.counts)
        ]
        return readout
    }()

    private static let withoutEffectCourses = Readout(
        scenario: "last-one-in-stock", title: "Better recommendations when every listing sells once",
        summary: "About 90 % of listings have one unit. The treatment makes users like what they see by 30 % more, "
            + "and an ordinary user split is asked what that is worth.",
        seed: 20_240_229, replications: 24, replicationsPlanned: 24, arms: arms, metrics: metrics,
        srm: SampleRatioCheck(observed: [120_113, 119_887], planned: [0.5, 0.5], statistic: 0.2128, pValue: 0.6446),
        counts: Counts(
            events: 412_334_981, sessions: 9_412_331, requests: 21_881_204, candidates: 5_601_588_224,
            exposures: 311_204_551,
            clicks: 20_104_113, orders: 1_204_998),
        journalDigest: "9f2c41d8a07be6635512c0ffee93ab1740d2e5f86a7719c3b0f4de215a8e6d07",
        health: health, verdict: verdict, timeCourse: courses,
        schedule: ScheduleSummary(warmupDays: 7, experimentDays: 14, followupDays: 3), version: "0.1.0",
        command: "marketlab run scenarios/last-one-in-stock.yaml --seed 20240229 --replications 24",
        marketFigures: marketFigures, funnel: funnel, requests: requests, comparison: comparison,
        study: study, decision: decision)

    private static let policyFigures = [
        PolicyFigureReadout(
            arm: "treatment", name: "payment_calibration", label: "Predicted / observed payments",
            unit: .number, meaning: "payments that were expected over those that came.", overall: interval(0.985),
            spans: [
                .init(firstDay: 1, lastDay: 7, value: interval(0.97)), .init(firstDay: 8, lastDay: 14, value: nil),
            ])
    ]

    /// The same with a second treatment, which is said to do harm.
    static let severalTreatments: Readout = {
        var several = readout
        var other = readout
        other.arms[1].name = "cautious"
        other.metrics[0].pValueAdjusted = 0.75
        other.verdict = Verdict(
            headline: "The A/B test of cautious misleads.", details: ["It takes what others would have bought."],
            agreement: .misleads)
        several.arms.append(other.arms[1])
        several.metrics[0].pValueAdjusted = 0.0025
        several.metrics[0].spillovers = Spillovers(
            users: interval(1), listings: interval(-0.5))
        // Where it is not USD it is written; here for its key's sake.
        other.currency = "USD"
        several.currency = other.currency
        several.further = [other]
        several.expectations = expectations
        var noted = several.metrics[0]
        noted.note = "the truth has no interval"
        several.segments = [
            SegmentReadout(
                segmentation: "country", segment: "N<L", usersControl: 12, usersTreatment: 34, metrics: [noted]),
            SegmentReadout(
                segmentation: "country", segment: "DE", usersControl: 0, usersTreatment: 4, metrics: [],
                note: "no user of the segment is in control"),
        ]
        return several
    }()

    /// One of each outcome. They are decoded, as only a judgement makes them.
    private static let expectations =
        (try? JSONDecoder().decode(
            [ExpectationResult].self,
            from: Data(
                """
                [{"statement": "truth.gmv.relative > 0", "outcome": "pass", "message": "+1.40 % [+0.71, +1.73] is above 0 %.",
                  "value": {"estimate": 0.014, "lower": 0.0071, "upper": 0.0173, "standardError": 0.0025}, "bound": 0},
                 {"statement": "abs(bias.gmv.relative) < 5 %", "outcome": "fail", "message": "980 % [620, 1340] is not below 5 %."},
                 {"statement": "counts.events < 1.1 * median(last 7)", "outcome": "not_enough_evidence",
                  "message": "Not enough evidence: 7 earlier readouts are needed, and 2 are there."}]
                """.utf8))) ?? []

    private static func share(_ count: Int) -> ExactShare {
        ExactShare(count: count, of: 24, lower: 0.1, upper: 0.9)
    }

    private static let decision = DecisionReadout(
        goal: "gmv", headline: "Rule: launch. Truth: do not launch.", details: ["A launch would bring less."],
        decision: .launch, truth: .drop, isBeyondChance: true, launchPerWeek: interval(-123_000), money: "gmv",
        costPerWeek: interval(123_000), moreDays: 12,
        designs: [
            DesignDecisions(
                name: "user_split", words: "user split", launches: share(20), drops: share(1), goesOn: share(3),
                harmfulLaunches: share(20), missedLaunches: share(0), wrongSigns: share(2), exaggeration: interval(4.2),
                costPerWeek: interval(102_500), moreDays: 12),
            DesignDecisions(
                name: "session_split", words: "session split", drawn: 20, launches: share(4), drops: share(18),
                goesOn: share(2)),
        ])

    private static let study = StudyReadout(
        metrics: [
            StudiedMetric(
                name: "orders", label: "Orders", unit: .count,
                truth: TruthReadout(
                    control: 0.2, treatment: 0.201, difference: interval(0.001), relative: interval(0.005)),
                designs: [
                    DesignStudy(
                        name: "listing_split", words: "listing split", definition: "Listings split.",
                        estimate: interval(0.002),
                        bias: Bias(
                            absolute: 0.001, lower: -0.009, upper: 0.011, standardError: 0.005, relative: 1,
                            relativeLower: -9, relativeUpper: 11, method: .byUnit),
                        standardError: 0.003,
                        rootMeanSquareError: 0.0032, coverage: .init(count: 23, of: 24),
                        falsePositives: .init(count: 5, of: 96), power: .init(count: 3, of: 24), daysToDecision: 812,
                        judgement: metrics[0].judgement,
                        estimates: [0.002, nil],
                        biases: [0.001, nil])
                ], truths: [0.001, 0.0012])
        ],
        design: "listing_split", recommendation: "Trust the listing split for Orders in this market.",
        reasons: ["It shows no bias beyond chance."])

    /// They are decoded, as only a run makes them.
    private static let models =
        try? JSONDecoder().decode(
            ModelReadout.self,
            from: Data(
                """
                {"strata": [{"name": "all", "label": "all candidates", "share": 1, "clickRate": 0.031,
                  "oracle": \(known(0.82)),
                  "control": {"asked": 0.7, "realised": \(known(0.7)), "ensemble": \(known(0.73)), "shown": \(known(0.58)),
                    "calibration": \(known(1.01))},
                  "treatment": {"asked": 0.74, "realised": \(known(0.7401)), "ensemble": \(known(0.76)),
                    "shown": \(known(0.6)), "calibration": \(known(0.99))}}],
                 "worth": [{"metric": "orders", "label": "Orders", "experiment": \(known(0.012)), "truth": \(known(0.004))}]}
                """.utf8))

    private static let interleaving =
        try? JSONDecoder().decode(
            InterleavingReadout.self,
            from: Data(
                """
                {"method": "team_draft", "sessions": 12000, "credits": [{"name": "clicks", "label": "Clicks",
                  "control": 11.3, "treatment": 19.5, "treatmentWins": 12, "controlWins": 0, "direction": "right",
                  "difference": \(known(8.2)), "wins": \(known(0.91)), "sessionsNeeded": \(known(40)),
                  "userSplit": {"metric": "ctr", "label": "CTR", "times": \(known(11.5)), "sessionsNeeded": \(known(456)),
                    "truth": \(known(0.165))}},
                 {"name": "carts", "label": "Carts", "control": 1.7, "treatment": 1.8, "treatmentWins": 1,
                  "controlWins": 1, "difference": \(known(0.1))}]}
                """.utf8))

    private static let allocation =
        try? JSONDecoder().decode(
            AllocationReadout.self,
            from: Data(
                """
                {"bandit": "thompson", "updateHours": 24, "sessions": 9211, "truth": \(known(0.31)), "saved": \(known(0.021)),
                 "arms": [{"name": "control", "share": \(known(0.21)), "course": [0.5, 0.3, 0.05], "truth": \(known(2.1))},
                  {"name": "treatment", "share": \(known(0.79)), "course": [0.5, 0.7, 0.95], "truth": \(known(2.41))}],
                 "values": [{"name": "plain", "label": "plain means", "found": {"count": 12, "of": 12}, "note": "1 of 13 replications has too few sessions in an arm"},
                  {"name": "aipw", "label": "augmented inverse propensity", "difference": \(known(0.32)), "bias": \(known(0.01)),
                   "standardError": 0.04, "found": {"count": 11, "of": 12}, "coverage": {"count": 12, "of": 12}}],
                 "costs": [{"name": "everybody:treatment", "label": "everybody in treatment", "clicks": 22198, "regret": \(known(0))},
                  {"name": "user_split", "label": "user split", "clicks": 20771, "regret": \(known(0.064))},
                  {"name": "allocation", "label": "Thompson sampling", "clicks": 21290, "regret": \(known(0.041))}],
                 "favourite": {"count": 12, "of": 12}}
                """.utf8))

    private static let offline =
        try? JSONDecoder().decode(
            OfflineReadout.self,
            from: Data(
                """
                {"reward": "clicks", "metric": "ctr", "label": "CTR", "pages": 12000, "exposures": 96000,
                 "logged": \(known(0.055)), "truth": \(known(0.004)), "differences": ["Users leave sooner after slots without a click."],
                 "control": {"auc": \(known(0.61)), "ndcg": \(known(0.55))}, "treatment": {"auc": \(known(0.63)), "ndcg": \(known(0.57))},
                 "values": [
                  {"name": "ips", "label": "IPS", "gain": \(known(0.0041)), "bias": \(known(0.0001)), "meanWeight": \(known(1.001)), "effectiveSampleSize": 40123,
                   "standardError": 0.0004, "intervals": 12, "coverage": {"count": 11, "of": 12}},
                  {"name": "slate-ips", "label": "slate IPS", "intervals": 0, "note": "no interval: 71 are left"}]}
                """.utf8))

    /// An estimate in JSON with an interval of 2 %.
    private static func known(_ estimate: Double) -> String {
        #"{"estimate": \#(estimate), "lower": \#(estimate * 0.99), "upper": \#(estimate * 1.01), "standardError": \#(estimate / 200)}"#
    }

    private static let marketFigures = [
        MarketFigureReadout(
            name: "time_to_sell", label: "Time to sell", definition: "Median days to a payment.", unit: .days,
            experiment: interval(6.2), control: interval(6.4), treatment: interval(5.9), truth: interval(-0.5)),
        MarketFigureReadout(
            name: "seller_gini", label: "Seller Gini", definition: "Gini coefficient of units sold.", unit: .share,
            experiment: interval(0.81), control: interval(0.8), treatment: interval(0.82), truth: interval(0.02)),
    ]

    private static func interval(_ estimate: Double) -> EffectEstimate {
        EffectEstimate(
            estimate: estimate, lower: estimate - 0.01, upper: estimate + 0.01, standardError: 0.005)
    }

    private static let funnel = OrderFunnel(
        steps: [
            OrderFunnel.Step(name: "exposures", control: 1_204_113, treatment: 1_210_887),
            OrderFunnel.Step(name: "clicks", control: 40_113, treatment: 46_887),
            OrderFunnel.Step(name: "offers", control: 331, treatment: 402),
            OrderFunnel.Step(name: "carts", control: 790, treatment: 912),
            OrderFunnel.Step(name: "checkouts", control: 118, treatment: 140),
            OrderFunnel.Step(name: "payments", control: 52, treatment: 61),
            OrderFunnel.Step(name: "deliveries", control: 50, treatment: 58),
            OrderFunnel.Step(name: "refunds", control: 6, treatment: 0),
            OrderFunnel.Step(name: "kept", control: 44, treatment: 58),
        ],
        delays: [
            OrderFunnel.Delay(name: "answer", control: 2.02, treatment: 1.98),
            OrderFunnel.Delay(name: "payment", control: 0.31, treatment: 0.3),
            OrderFunnel.Delay(name: "delivery", control: 71.5, treatment: 70.9),
            OrderFunnel.Delay(name: "refund", control: 12.1, treatment: nil),
        ])

    private static let requests = RequestReadout(arms: [
        RequestReadout.Arm(
            asksWithinPage: true, timeline: timeline(4_000),
            budget: BudgetUse(
                rate: 0.4, periodHours: 24, given: 120_000, spent: 120_000, share: 1, periods: 336, exhausted: 336,
                refused: 51_000), uplift: nil),
        RequestReadout.Arm(
            asksWithinPage: true, timeline: timeline(3_900),
            budget: BudgetUse(
                rate: 0.4, periodHours: 6, given: 120_000, spent: 98_113, share: 0.817_608, periods: 1_344,
                exhausted: 12, refused: 0),
            uplift: UpliftReadout(
                horizon: 10, method: "Hajek difference", all: bin(nil, nil, interval(0.041)),
                bySlot: [bin(1, 10, interval(0.052)), bin(11, 20, EffectEstimate(estimate: -0.25))],
                byStage: [bin(1, 10, interval(0.061)), bin(11, nil, nil)])),
    ])

    private static func bin(_ from: Int?, _ to: Int?, _ uplift: EffectEstimate?) -> UpliftReadout.Bin {
        UpliftReadout.Bin(from: from, to: to, asked: 613, kept: uplift == nil ? 0 : 598, users: 412, uplift: uplift)
    }

    private static func timeline(_ level: Int) -> RequestTimeline {
        func days(_ level: Int) -> [Int] { (0..<24).map { $0 < 21 ? level + 10 * ($0 % 7) : 0 } }
        return RequestTimeline(pageEnd: days(3 * level), inserted: days(level), refused: days(level / 3))
    }

    private static let comparison = PublishedComparison(
        market: "mercari-2023", title: "Mercari, May 2023", source: "MerRec.",
        figures: [
            PublishedComparison.Figure(
                name: "likes per view", unit: .share, published: 0.1506, realised: interval(0.151), ratio: 1.003)
        ])

    static let verdict = Verdict(
        headline: "The A/B test misleads: it says GMV +15.2 %, but a launch would bring +1.40 %.",
        details: [
            "The treatment changes market.choice.utility_lift from 0 to 0.3.",
            "Stock is what limits this market: 61 % of the offered units are sold with nobody treated and 62 % with "
                + "everybody treated.",
            "In the A/B test the treated users buy what the others would have bought, so each sale is counted twice: "
                + "once as a gain of treatment and once as a loss of control.",
        ], agreement: .misleads)

    static let health = [
        HealthCheck(
            name: "srm", status: .pass, message: "Users split 120113 : 119887 (p = 0.645), as planned."),
        HealthCheck(
            name: "conservation", status: .pass,
            message: "Every unit and every payment is accounted for in all 72 worlds."),
        HealthCheck(
            name: "label_maturity", status: .warn,
            message: "Of 1204998 checkouts, 2.1 % still await payment and 7.4 % can still be refunded: net figures can "
                + "still fall; a longer follow-up makes them mature."),
        HealthCheck(
            name: "equal_twins", status: .fail,
            message: "The arms are equal but 2 of 24 pairs of twin worlds differ."),
    ]

    private static let arms = [
        ArmSummary(
            name: "control", share: 0.5, users: 120_113,
            units: "listings", policies: ["retrieval": "recent", "ranking": "popularity", "request": "at-page-end"],
            changes: []),
        ArmSummary(
            name: "treatment", share: 0.5, users: 119_887,
            policies: ["retrieval": "recent", "ranking": "./linucb.py", "request": "at-page-end"],
            origins: [
                "ranking": PolicyOrigin(
                    id: "linucb", version: "2.1",
                    files: [PolicyOrigin.File(name: "linucb.py", sha256: String(repeating: "0f", count: 32))],
                    surroundings: ["Python 3.12.1", "numpy 2.4.6"])
            ],
            changes: [
                Arm.Change(key: "market.choice.utility_lift", control: "0", arm: "0.3"),
                Arm.Change(key: "policies.ranking", control: "popularity (half_life: 7d)", arm: "linucb (alpha: 0.5)"),
            ]),
    ]

    /// Name, level in control, lift and its half-width, true lift and its half-width.
    private static let figures: [(String, Double, Double, Double, Double, Double)] = [
        ("gmv", 12_34, 0.152, 0.021, 0.014, 0.005),
        ("net_gmv", 11_02, 0.149, 0.022, 0.013, 0.006),
        ("orders", 0.5312, 0.148, 0.014, 0.0142, 0.003),
        ("ctr", 0.0646, 0.0412, 0.004, 0.0391, 0.002),
        ("cvr", 0.0599, 0.0987, 0.012, -0.0233, 0.004),
        ("ctcvr", 0.003_871, 0.144, 0.013, 0.0151, 0.0034),
        ("requests_per_session", 2.325, -0.0004, 0.0011, 0.0002, 0.0006),
        ("exposures_per_session", 33.06, 0.0021, 0.0024, -0.0013, 0.0009),
        ("sell_through", 0.6124, 0.148, 0.014, 0.0142, 0.003),
        ("sold_out_encounters", 0.0412, 2.31, 0.31, 0.482, 0.05),
    ]

    static let metrics: [MetricReadout] = figures.compactMap { name, level, lift, width, trueLift, trueWidth in
        guard let metric = Metric.named(name) else { return nil }
        let isAlone = name == "exposures_per_session"
        func effect(_ lift: Double, _ width: Double, over base: Double, alone: Bool = false) -> EffectEstimate {
            alone
                ? EffectEstimate(estimate: lift * base)
                : EffectEstimate(
                    estimate: lift * base, lower: (lift - width) * base, upper: (lift + width) * base,
                    standardError: width * base / 2.07)
        }
        let trueBase = level * 1.004
        return MetricReadout(
            name: name, label: metric.label, definition: metric.definition, unit: metric.unit,
            moreIsBetter: metric.moreIsBetter, control: ArmValue(mean: level, n: 120_113),
            treatment: ArmValue(mean: level * (1 + lift), n: 119_887),
            difference: effect(lift, width, over: level, alone: isAlone),
            relative: effect(lift, width, over: 1, alone: isAlone),
            relativeDefinition: "mean difference over mean control of the replications, delta method",
            pValue: isAlone ? nil : name == "gmv" ? 2.3e-13 : name == "requests_per_session" ? 0.4571 : 1.2e-9,
            method: "t over replications",
            adjusted: isAlone
                ? nil
                : AdjustedEstimate(
                    method: "CUPED on the warm-up, t over replications",
                    difference: effect(lift * 0.98, width * 0.85, over: level), pValue: 1e-14,
                    varianceReduction: 0.2314),
            truth: TruthReadout(
                control: trueBase, treatment: trueBase * (1 + trueLift),
                difference: effect(trueLift, trueWidth, over: trueBase), relative: effect(trueLift, trueWidth, over: 1)),
            bias: bias(lift * level - trueLift * trueBase, over: abs(trueLift * trueBase), alone: isAlone),
            note: isAlone ? "3 of 24 replications had nothing to divide by in an arm" : nil,
            judgement: Judgement(
                agreement: isAlone ? .unclear : .misleads, margin: abs(trueLift * trueBase) / 4, isFloor: false,
                flipsSign: false, replicationsNeeded: 30),
            trials: [
                MetricTrial(
                    control: level, treatment: level * (1 + lift), effect: level * lift, allControl: trueBase,
                    allTreated: trueBase * (1 + trueLift), controlInTwin: trueBase,
                    treatmentInTwin: trueBase * (1 + trueLift))
            ])
    }

    private static func bias(_ size: Double, over truth: Double, alone isAlone: Bool) -> Bias {
        guard !isAlone else { return Bias(absolute: size, relative: size / truth, method: .byUnit) }
        let error = 0.02 * abs(size)
        return Bias(
            absolute: size, lower: size - 2 * error, upper: size + 2 * error, standardError: error,
            relative: size / truth, relativeLower: (size - 3 * error) / truth,
            relativeUpper: (size + 3 * error) / truth,
            method: .byUnit)
    }

    private static let courses: [TimeCourse] = [("gmv", 88.0), ("orders", 0.0379), ("ctr", 0.0646), ("sessions", 0.51)]
        .map { metric, level in
            func day(_ day: Int, _ lift: Double) -> Double? {
                if day >= 21, metric == "ctr" { return nil }
                if day >= 21 { return 0 }
                let week = 1 + 0.08 * sin(Double(day) * 2 * .pi / 7) + 0.01 * sin(Double(day * day))
                return level * week * (day >= 7 ? 1 + lift : 1)
            }
            let lift = metric == "sessions" ? 0.01 : metric == "ctr" ? 0.041 : 0.075
            return TimeCourse(
                metric: metric, control: (0..<24).map { day($0, -lift) }, treatment: (0..<24).map { day($0, lift) })
        }

    /// The experiment stays as it is; the truth of clicks comes late.
    private static let effectCourses: [EffectCourse] = [("gmv", 0.0), ("ctr", 0.01)].map { metric, growth in
        func effect(_ estimate: Double, half: Double) -> EffectEstimate {
            EffectEstimate(
                estimate: estimate, lower: estimate - half, upper: estimate + half, standardError: half / 2.07)
        }
        func line(_ lift: Double, growth: Double) -> EffectCourse.Line {
            let daily = (0..<14).map { day -> EffectEstimate? in
                let estimate = lift + growth * Double(day) + 0.02 * sin(Double(day * day))
                // On one day there was nothing to divide by.
                return day == 3 && metric == "ctr" ? nil : effect(estimate, half: 0.05)
            }
            let cumulated = (0..<14).map { day -> EffectEstimate? in
                effect(lift + growth * Double(day) / 2, half: 0.05 / Double(day + 1).squareRoot())
            }
            return EffectCourse.Line(
                daily: daily, cumulated: cumulated, last: effect(lift + growth * 10, half: 0.02),
                change: effect(growth * 3.5, half: 0.03))
        }
        return EffectCourse(
            metric: metric, scale: .relative, lastDays: 7, experiment: line(0.152, growth: 0),
            truth: line(0.014, growth: growth))
    }
}
