import Analysis
import MarketLabTesting
import Statistics
import Testing

/// What the methods for more than one look say, against their closed forms.
@Suite struct MethodTests {
    static let data = MadeUp(3_000)

    /// Welch's difference of b and a, with the normal distribution.
    private func fixed(_ alternative: Alternative = .twoSided, null: Double = 0) throws -> Estimate {
        func sample(_ arm: String) -> MeanSample { MeanSample(Moments(of: Self.data.arm(arm).map(\.y))) }
        return try Welch.difference(
            control: sample("a"), treatment: sample("b"),
            settings: ComparisonSettings(alternative: alternative, nullEffect: null, reference: .normal))
    }

    private func near(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) <= 1e-9 * max(1, abs(b)) } ?? false }

    @Test(arguments: LookPlan.Spending.allCases)
    func aLookIsJudgedByItsBoundary(spending: LookPlan.Spending) async throws {
        var plan = LookPlan(information: 0.6)
        plan.earlier = [0.3]
        plan.spending = spending
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.method = .groupSequential
            $0.looks = plan
        }.rows[0]
        let boundaries = try GroupSequential(
            informationFractions: [0.3, 0.6],
            spending: [.pocock: .earlyAsPocock, .obrienFleming: .lateAsOBrienFleming, .squared: .power(2)][spending]
                ?? .power(2))
        let (fixed, bound) = (try fixed(), boundaries.zBounds[1])
        #expect(near(row.look?.bound, bound))
        #expect(near(row.look?.nominalLevel, 2 * StandardNormal.upperTail(bound)))
        #expect(row.look?.crossed == (fixed.statistic.magnitude >= bound))
        #expect(row.look?.crossed == ((row.pValue ?? 1) <= (row.look?.nominalLevel ?? 0)))
        #expect(near(row.difference?.lower, fixed.estimate - bound * fixed.standardError))
        #expect(near(row.difference?.upper, fixed.estimate + bound * fixed.standardError))
        #expect(near(row.pValue, fixed.pValue))
        #expect(row.method.contains("spending") && row.method.contains("0.3, 0.6"))
    }

    @Test func oneLookAtTheEndIsTheFixedTest() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.method = .groupSequential
            $0.looks = LookPlan(information: 1)
        }.rows[0]
        let fixed = try fixed()
        #expect(near(row.difference?.lower, fixed.interval.lower) && near(row.difference?.upper, fixed.interval.upper))
        #expect(near(row.look?.nominalLevel, 0.05))
    }

    /// exp(tau^2 D^2/(2 V (V + tau^2))) sqrt(V/(V + tau^2)) with V the squared standard error.
    @Test func theMixtureTestIsItsLikelihoodRatio() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.method = .msprt
            $0.effectDeviation = 0.02
        }.rows[0]
        let fixed = try fixed()
        let noise = fixed.standardError * fixed.standardError
        let deviation = 0.02 * (row.meanControl ?? 0)
        let test = try MixtureSPRT(unitVariance: noise / 2, effectVariance: deviation * deviation)
        #expect(near(row.pValue, min(1, 1 / test.likelihoodRatio(effect: fixed.estimate, unitsPerArm: 1))))
        // At the ends of the interval the ratio is 1/alpha.
        for end in [row.difference?.lower, row.difference?.upper] {
            let ratio = test.likelihoodRatio(effect: fixed.estimate - (end ?? 0), unitsPerArm: 1)
            #expect(abs(ratio / 20 - 1) < 1e-9)
        }
    }

    @Test(arguments: Alternative.allCases, BoundarySequence.Kind.allCases)
    func aConfidenceSequenceGoesByItsBoundary(alternative: Alternative, kind: BoundarySequence.Kind) async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.method = .confseq
            $0.boundary = kind
            $0.tuning = 500
            $0.alternative = alternative
        }.rows[0]
        let fixed = try fixed(alternative)
        let information = 1 / (fixed.standardError * fixed.standardError)
        let tight = information * 500 / Double(row.n + row.nControl)
        let isTwoSided = alternative == .twoSided
        let bound =
            switch kind {
            case .stitched:
                try StitchedBoundary.polynomial(time: information, alpha: isTwoSided ? 0.025 : 0.05, from: tight)
            case .normalMixture:
                try NormalMixture(tightestTime: tight, isOneSided: !isTwoSided).bound(time: information, alpha: 0.05)
            }
        let lower = fixed.estimate - bound / information
        let upper = fixed.estimate + bound / information
        #expect(alternative == .less ? row.difference?.lower == nil : near(row.difference?.lower, lower))
        #expect(alternative == .greater ? row.difference?.upper == nil : near(row.difference?.upper, upper))
        let excludes = (alternative != .less && lower > 0) || (alternative != .greater && upper < 0)
        #expect(excludes == ((row.pValue ?? 1) < 0.05))
    }

    /// Two-sided, the always-valid interval is the normal mixture's, whichever paper it is read from.
    @Test func theNormalMixtureIsTheSequentialMethod() async throws {
        let sheet = try Sheet(Self.data.text)
        let mixture = try await sheet.answer("mean:y") {
            $0.method = .confseq
            $0.boundary = .normalMixture
        }.rows[0]
        let sequential = try await sheet.answer("mean:y") { $0.method = .sequential }.rows[0]
        #expect(near(mixture.difference?.lower, sequential.difference?.lower ?? 0))
        #expect(near(mixture.pValue, sequential.pValue ?? 0))
    }

    static let methods: [@Sendable (inout Question) -> Void] = [
        {
            $0.method = .groupSequential
            $0.looks = LookPlan(information: 0.5)
        },
        {
            $0.method = .msprt
            $0.effectDeviation = 0.05
        },
        { $0.method = .confseq },
    ]

    @Test(arguments: methods.indices) func aMarginIsJudgedInItsDirection(index: Int) async throws {
        let rows = try await Sheet(Self.data.text).answer("mean:y") {
            $0.margin = 0.2
            Self.methods[index](&$0)
        }.rows
        // b is better by 7 %, and c not worse by a fifth.
        #expect(rows.allSatisfy { $0.nonInferiority?.holds == true })
        let worse = try await Sheet(MadeUp(3_000).text.replacing(",b,", with: ",q,")).answer("mean:y") {
            $0.control = "q"
            $0.margin = 0.001
            Self.methods[index](&$0)
        }.rows
        // a is worse than b was by far more than the margin.
        #expect(worse[0].nonInferiority?.holds == false)
        #expect(worse[0].nonInferiority?.pValue ?? 0 > 0.5)
    }

    @Test(
        arguments: [
            ("needs --information", { @Sendable in $0.method = .groupSequential }),
            ("go with --method group-sequential only", { @Sendable in $0.looks = LookPlan(information: 0.5) }),
            (
                "have 80.0; expected shares of the planned information above 0 and at most 10, as .5 or 50 %",
                { @Sendable in
                    $0.method = .groupSequential
                    $0.looks = LookPlan(information: 80)
                }
            ),
            (
                "--looks has 1.0; a look at 1 or more has spent the whole level",
                { @Sendable in
                    $0.method = .groupSequential
                    $0.looks = LookPlan(information: 1.2)
                    $0.looks?.earlier = [1]
                }
            ),
            (
                "are 0.5, 0.4; expected rising",
                { @Sendable in
                    $0.method = .groupSequential
                    $0.looks = LookPlan(information: 0.4)
                    $0.looks?.earlier = [0.5]
                }
            ),
            (
                "--information and --looks",
                { @Sendable in
                    $0.method = .groupSequential
                    $0.looks = LookPlan(information: 1e-5)
                }
            ),
            (
                "p-values are nominal",
                { @Sendable in
                    $0.method = .groupSequential
                    $0.looks = LookPlan(information: 0.5)
                    $0.correction = .holm
                }
            ),
            ("needs --effect-sd", { @Sendable in $0.method = .msprt }),
            ("goes with --method msprt only", { @Sendable in $0.effectDeviation = 0.1 }),
            (
                "--effect-sd is -1.0",
                { @Sendable in
                    $0.method = .msprt
                    $0.effectDeviation = -1
                }
            ),
            (
                "msprt knows no --alternative",
                { @Sendable in
                    $0.method = .msprt
                    $0.effectDeviation = 0.1
                    $0.alternative = .less
                }
            ),
            ("--tuning is 0.0", { @Sendable in $0.tuning = 0 }),
            (
                "--margin does not go with --method bayesian",
                { @Sendable in
                    $0.method = .bayesian
                    $0.margin = 0.02
                }
            ),
            (
                "--correction does not go with --method bayesian",
                { @Sendable in
                    $0.method = .bayesian
                    $0.correction = .holm
                }
            ),
            ("--tuning goes with --method sequential or confseq only", { @Sendable in $0.tuning = 100 }),
            ("--boundary goes with --method confseq only", { @Sendable in $0.boundary = .normalMixture }),
            ("--resamples goes with --uplift only", { @Sendable in $0.resamples = 200 }),
            ("--alpha is 1e-300; expected at least 1e-12 and below 1", { @Sendable in $0.alpha = 1e-300 }),
            ("--alpha is 1e-13; expected at least 1e-12", { @Sendable in $0.alpha = 1e-13 }),
        ] as [(String, @Sendable (inout Question) -> Void)])
    func aMethodSaysWhatItNeeds(part: String, change: @Sendable (inout Question) -> Void) async throws {
        let refusal = try #require(await Sheet(ReadingTests.rows).refusal("mean:y", change: change))
        #expect(refusal.contains(part) && !refusal.contains("\n"), "\(refusal)")
    }
}
