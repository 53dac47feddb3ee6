import Analysis
import MarketLabTesting
import Statistics
import Testing

/// What is done to units before arms are compared: caps, triggers, covariates within clusters.
@Suite struct UnitTotalTests {
    static let data = MadeUp(3_000)

    private func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
        a.map { abs($0 - b) <= tolerance * max(1, abs(b)) } ?? false
    }

    // MARK: - Caps

    @Test func totalsAboveTheCapCountAsTheCap() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.winsorising = [try? Winsorising(parsing: "y=.9")].compactMap(\.self)
        }.rows[0]
        let sorted = Self.data.units.map(\.y).sorted()
        let position = 0.9 * 2_999
        let below = Int(position)
        let cap = sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
        func sample(_ arm: String) -> MeanSample {
            MeanSample(Moments(of: Self.data.arm(arm).map { min($0.y, cap) }))
        }
        let estimate = try Welch.difference(control: sample("a"), treatment: sample("b"))
        #expect(near(row.difference?.estimate, estimate.estimate))
        #expect(near(row.difference?.standardError, estimate.standardError))
        #expect(near(row.winsorised?[0].upper?.cap, cap))
        #expect(row.winsorised?[0].upper?.units == Self.data.arm("b").count { $0.y > cap })
        #expect(row.winsorised?[0].upper?.unitsControl == Self.data.arm("a").count { $0.y > cap })
    }

    /// The sum over a unit's rows is capped, not each row.
    @Test func aCapIsOnTotals() async throws {
        let rows = (1...20).flatMap { ["u\($0),a,\($0)", "u\($0),a,\($0)", "v\($0),b,\($0 * 2)"] }
        let row = try await Sheet("user,arm,y\n" + rows.joined(separator: "\n")).answer("mean:y") {
            $0.unit = "user"
            $0.winsorising = [try? Winsorising(parsing: "all=.5")].compactMap(\.self)
        }.rows[0]
        #expect(row.winsorised?[0].upper?.cap == 21)
        #expect(row.winsorised?[0].upper?.units == 10 && row.winsorised?[0].upper?.unitsControl == 10)
        #expect(row.difference?.estimate == 0)
    }

    @Test func aShareAndAnotherColumnAreNotCapped() async throws {
        let sheet = try Sheet(Self.data.text)
        let rows = try await sheet.answer("mean:y", "proportion:bought", "ratio:clicks/views", "quantile:.9:x") {
            $0.winsorising = [try? Winsorising(parsing: "y=.9")].compactMap(\.self)
        }.rows
        let plain = try await sheet.answer("proportion:bought", "ratio:clicks/views", "quantile:.9:x").rows
        #expect(Array(rows[2...]) == plain)
    }

    // MARK: - Triggers

    @Test func onlyTriggeredUnitsAreReadOut() async throws {
        let units = Self.data.units
        func text(_ units: [MadeUp.Unit]) -> String {
            "user,arm,y,seen\n" + units.map { "\($0.name),\($0.arm),\($0.y),\($0.bought)" }.joined(separator: "\n")
        }
        let triggered = try await Sheet(text(units)).answer("mean:y") { $0.trigger = "seen" }
        let seen = units.filter { $0.bought != 0 }
        let filtered = try await Sheet(text(seen)).answer("mean:y")
        #expect(triggered.rows.map(\.difference) == filtered.rows.map(\.difference))
        #expect(triggered.rows.map(\.srm) == filtered.rows.map(\.srm), "the ratio of triggered units is tested")
        #expect(triggered.sampleRatio?.pValue == filtered.sampleRatio?.pValue)
        let row = triggered.rows[0]
        let all = units.filter { $0.arm != "c" }
        let share = Double(all.count { $0.bought != 0 }) / Double(all.count)
        #expect(near(row.triggered?.share, share))
        #expect(row.triggered?.unitsLeftOut == all.count { $0.bought == 0 })
        #expect(near(row.triggered?.diluted?.estimate, share * (row.difference?.estimate ?? 0)))
        #expect(near(row.triggered?.diluted?.upper, share * (row.difference?.upper ?? 0)))
        let whole = try await Sheet(text(units)).answer("mean:y").rows[0]
        #expect(row.triggered?.all == whole.difference && row.triggered?.allPValue == whole.pValue, "beside all units")
        #expect(triggered.remarks.contains { $0.contains("\(units.count - seen.count) are left out") })
    }

    /// Exposures of +1 and -1 are two exposures; all rows of a triggered unit are summed.
    @Test func aUnitIsTriggeredByAnyRow() async throws {
        let rows = [
            "u,a,1,1", "u,a,2,-1", "v,a,4,0", "v,a,9,2", "w,a,50,0", "x,b,6,1", "y,b,7,0", "y,b,8,1", "z,b,1,0",
        ]
        let row = try await Sheet("user,arm,y,seen\n" + rows.joined(separator: "\n")).answer("mean:y") {
            $0.unit = "user"
            $0.trigger = "seen"
        }.rows[0]
        #expect(row.n == 2 && row.nControl == 2)
        #expect(row.meanControl == 8 && row.mean == 10.5)
        #expect(row.triggered?.unitsLeftOut == 2 && near(row.triggered?.share, 2.0 / 3))
    }

    @Test func anArmWithoutTriggersSaysSo() async throws {
        let rows = try await Sheet("arm,y,seen\na,1,1\na,2,1\nb,3,0\nb,5,0\n").answer("mean:y") { $0.trigger = "seen" }
            .rows
        #expect(rows[0].difference == nil && rows[0].note?.contains("treatment") == true)
        #expect(rows[0].triggered?.share == 0.5)
    }

    // MARK: - Covariates within clusters

    @Test func covariatesAreTakenOutOfEachUnitOfACluster() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.cluster = "store"
            $0.covariates = [Covariate(parsing: "x"), Covariate(parsing: "z")]
        }.rows[0]
        let units = Self.data.arm("a") + Self.data.arm("b")
        var moments = CovarianceMoments(variables: 3)
        for unit in units { moments.add([unit.y, unit.x, unit.z]) }
        let slopes = try CompositeCovariate.slopes(of: .init(numerator: 0, denominator: nil), on: [1, 2], in: moments)
        let left = units.map {
            $0.y - slopes[0] * ($0.x - moments.means[1]) - slopes[1] * ($0.z - moments.means[2])
        }
        let (treated, stores) = (units.map { $0.arm == "b" }, units.map(\.store))
        let adjusted = try ClusteredDifference(outcome: left, treated: treated, cluster: stores)
        let plain = try ClusteredDifference(outcome: units.map(\.y), treated: treated, cluster: stores)
        #expect(near(row.difference?.estimate, adjusted.effect))
        #expect(near(row.difference?.standardError, adjusted.cr1StandardError))
        #expect(row.degreesOfFreedom == Double(adjusted.clusters - 1))
        let ratio = adjusted.cr1StandardError / plain.cr1StandardError
        #expect(near(row.varianceReduction, 1 - ratio * ratio))
        #expect((row.varianceReduction ?? 0) > 0.5)
        #expect(row.adjustment == "CUPED on x, z, theta of both arms as one sample")
        // The lift's baseline is the control mean before the adjustment.
        let baseline: Double = Moments(of: Self.data.arm("a").map(\.y)).mean
        #expect(near(row.relative?.estimate, adjusted.effect / baseline))
    }

    /// Where every unit is a cluster, clusters say what units say, up to a factor of order 1/n.
    @Test(arguments: ["mean:y", "ratio:clicks/views"])
    func clustersOfOneUnitAreUnits(metric: String) async throws {
        let sheet = try Sheet(Self.data.text)
        let clustered = try await sheet.answer(metric) {
            $0.cluster = "user"
            $0.covariates = [Covariate(parsing: "x")]
        }.rows[0]
        let units = try await sheet.answer(metric) { $0.covariates = [Covariate(parsing: "x")] }.rows[0]
        #expect(near(clustered.difference?.estimate, units.difference?.estimate ?? 0, 2e-4))
        #expect(near(clustered.difference?.standardError, units.difference?.standardError ?? 0, 1e-3))
        let ratio = (clustered.relative?.standardError ?? 0) / (units.relative?.standardError ?? 1)
        #expect(abs(ratio - 1) < 0.01)
    }

    @Test func twoClustersWithACovariateSayWhyThereIsNoInterval() async throws {
        let rows = try await Sheet("arm,y,x,c\na,1,2,p\na,2,1,p\nb,3,3,q\nb,5,1,q\n").answer("mean:y") {
            $0.cluster = "c"
            $0.covariates = [Covariate(parsing: "x")]
        }.rows
        #expect(rows[0].difference?.estimate == 2.5 && rows[0].difference?.lower == nil && rows[0].pValue == nil)
        #expect(rows[0].adjustment == nil && rows[0].note?.contains("each arm is one cluster") == true)
    }

    // MARK: - Mistakes

    static let bad: [ReadingTests.Bad] = [
        .init(text: ReadingTests.rows, metric: "mean:y", parts: ["no column seen", "--triggered"]) {
            $0.trigger = "seen"
        },
        .init(text: ReadingTests.rows, metric: "mean:y", parts: ["data.csv:2: g", "found \"p\""]) { $0.trigger = "g" },
        .init(text: "arm,y,s\na,1,1\nb,2,inf\n", metric: "mean:y", parts: ["data.csv:3: s", "\"inf\""]) {
            $0.trigger = "s"
        },
        .init(text: "arm,y,x\na,1,1\nb,2,1e999\n", metric: "mean:y", parts: ["data.csv:3: x", "\"1e999\""]) {
            $0.covariates = [Covariate(parsing: "x")]
        },
        .init(text: ReadingTests.rows, metric: "mean:y", parts: ["--winsorise z=0.9", "column z"]) {
            $0.winsorising = [try? Winsorising(parsing: "z=.9")].compactMap(\.self)
        },
        .init(text: ReadingTests.rows, metric: "proportion:b", parts: ["--winsorise 0.9", "no mean or ratio"]) {
            $0.winsorising = [try? Winsorising(parsing: ".9")].compactMap(\.self)
        },
    ]

    @Test(arguments: bad) func aMistakeIsNamed(bad: ReadingTests.Bad) async throws {
        let refusal = try #require(await Sheet(bad.text).refusal(bad.metric, change: bad.change))
        for part in bad.parts { #expect(refusal.contains(part), "\(refusal)") }
    }

    @Test(arguments: ["y", "y=", "y=1", "y=0", "=", "1.5", "y=-.5", "y=.9=.8", "y=nan"])
    func aCapIsAQuantile(text: String) {
        #expect(throws: AnalysisProblem.self) { try Winsorising(parsing: text) }
    }
}
