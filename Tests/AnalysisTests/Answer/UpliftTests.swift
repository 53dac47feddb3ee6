import Analysis
import MarketLabTesting
import Statistics
import Testing

/// Whom a variant helps, by a score.
@Suite struct UpliftTests {
    static let data = MadeUp(3_000)

    private func row(_ metric: String = "proportion:bought", threads: Int = 2) async throws -> MetricAnswer {
        try await Sheet(Self.data.text).answer(metric, threads: threads) {
            $0.uplift = "x"
            $0.resamples = 100
        }.rows[0]
    }

    private func sample() throws -> UpliftSample {
        let units = Self.data.units.filter { $0.arm != "c" }
        return try UpliftSample(
            outcomes: units.map { Double($0.bought) }, treated: units.map { $0.arm == "b" }, scores: units.map(\.x))
    }

    @Test func decilesGoByFallingScore() async throws {
        let uplift = try #require(await row().uplift)
        let bins = try UpliftBins(10, of: sample(), strategy: .overall).bins
        #expect(uplift.score == "x" && uplift.deciles.count == 10)
        #expect(uplift.deciles.map(\.units) == bins.map(\.treatmentUnits))
        #expect(uplift.deciles.map(\.unitsControl) == bins.map(\.controlUnits))
        #expect(uplift.deciles.map(\.mean) == bins.map(\.treatmentMean))
        #expect(uplift.deciles.map(\.meanControl) == bins.map(\.controlMean))
        for (decile, bin) in zip(uplift.deciles, bins) {
            let (effect, error) = (try #require(decile.uplift), try #require(bin.error))
            #expect(effect.estimate == bin.uplift && effect.standardError == error)
            #expect(abs((effect.upper ?? 0) - (effect.lower ?? 0) - 2 * 1.959963984540054 * error) < 1e-12)
        }
    }

    @Test func areasAreTheNormalisedOnes() async throws {
        let uplift = try #require(await row().uplift)
        let sample = try sample()
        for (area, kind) in [(uplift.qini, UpliftCurve.Kind.qini), (uplift.auuc, .uplift)] {
            #expect(area.estimate == (try UpliftScore.normalisedArea(kind, of: sample)))
            let (lower, upper) = (try #require(area.lower), try #require(area.upper))
            #expect(lower < area.estimate && area.estimate < upper)
        }
    }

    @Test func resamplesAreTheSameEveryTime() async throws {
        #expect(try await row(threads: 1).uplift == row(threads: 3).uplift)
    }

    @Test func meansAndProportionsHaveAnUplift() async throws {
        let rows = try await Sheet(Self.data.text).answer("ratio:clicks/views", "mean:y", "proportion:bought") {
            $0.uplift = "x"
            $0.resamples = 100
        }.rows
        #expect(rows.map(\.uplift?.scale) == [nil, nil, .gainPerUnit, .gainPerUnit, .shareOfPerfect, .shareOfPerfect])
    }

    @Test func aMeansDecilesHaveTheErrorsOfMeans() async throws {
        let uplift = try #require(await row("mean:y").uplift)
        let units = Self.data.units.filter { $0.arm != "c" }.sorted { $0.x > $1.x }
        let best = units.prefix(uplift.deciles[0].units + uplift.deciles[0].unitsControl)
        func moments(_ arm: String) -> Moments { Moments(of: best.filter { $0.arm == arm }.map(\.y)) }
        let welch = try Welch.difference(
            control: MeanSample(moments("a")), treatment: MeanSample(moments("b")), settings: .init(reference: .normal))
        let effect = try #require(uplift.deciles[0].uplift)
        #expect(abs(effect.estimate - welch.estimate) < 1e-12)
        #expect(abs((effect.lower ?? 0) - welch.interval.lower) < 1e-12)
        #expect(abs((effect.upper ?? 0) - welch.interval.upper) < 1e-12)
        #expect(uplift.deciles[0].mean == moments("b").mean && uplift.deciles[0].meanControl == moments("a").mean)
    }

    /// By hand: of six units, treated and not by turns, the Qini curve is 0, 6, 4, 2, 0, 3 after 0, 2, 3, 4, 5, 6 of them, the
    /// uplift curve 0, 12, 6, 4, 0, 6.
    @Test(arguments: [0.0, 1_000]) func aMeansAreasAreGainsPerUnit(shift: Double) async throws {
        let rows = [10.0, 4, 2, 6, 3, 2].enumerated().map { "\($0 % 2 == 0 ? "b" : "a"),\($1 + shift),\(9 - $0)" }
        // Six units more at the end, of equal scores and no effect: tenths need more than ten.
        let more = ["b", "a", "b", "a", "b", "a"].map { "\($0),\(4 + shift),0" }
        let row = try await Sheet("arm,y,s\n" + (rows + more).joined(separator: "\n")).answer("mean:y") {
            $0.uplift = "s"
            $0.resamples = 100
        }.rows[0]
        let uplift = try #require(row.uplift)
        // Areas 16.5 and 31 to the sixth unit, then both curves are flat at 3 and 6; a straight line has half of 12 times that.
        let qini: Double = (16.5 + 18 - 18) / 72
        let auuc: Double = (31 + 36 - 36) / 144
        #expect(abs(uplift.qini.estimate - qini) < 1e-9)
        #expect(abs(uplift.auuc.estimate - auuc) < 1e-9)
        // The six of equal scores are one.
        #expect(uplift.deciles.map(\.units) == [1, 1, 1, 0, 3])
        let first = try #require(uplift.deciles[0].uplift)
        #expect(first.estimate == 6 && first.lower == nil && first.standardError == nil)
        #expect(uplift.deciles[3].uplift == nil && uplift.deciles[3].mean == nil)
    }

    @Test func equalValuesHaveNoUplift() async throws {
        let text = "arm,y,s\n" + (0..<20).map { "\($0 % 2 == 0 ? "a" : "b"),1,\($0)" }.joined(separator: "\n")
        let row = try await Sheet(text).answer("mean:y") { $0.uplift = "s" }.rows[0]
        #expect(row.uplift == nil)
        #expect(row.note?.contains("no uplift by s (nothing varies") == true)
    }

    @Test func whatCannotBeSortedSaysWhy() async throws {
        let text = "arm,b,s\n" + (0..<20).map { "\($0 % 2 == 0 ? "a" : "b"),1,\($0)" }.joined(separator: "\n")
        let row = try await Sheet(text).answer("proportion:b") { $0.uplift = "s" }.rows[0]
        #expect(row.uplift == nil)
        #expect(row.note?.contains("no uplift by s (undefined: uplift curves need outcomes of 0 and 1") == true)
    }

    static let bad: [ReadingTests.Bad] = [
        .init(
            text: ReadingTests.rows, metric: "ratio:y/b", parts: ["--uplift x", "needs a mean:COLUMN or a proportion"]
        ) {
            $0.uplift = "x"
        },
        .init(text: ReadingTests.rows, metric: "mean:x", parts: ["--winsorise x", "score of --uplift"]) {
            $0.uplift = "x"
            $0.winsorising = [try? Winsorising(parsing: ".9")].compactMap(\.self)
        },
        .init(text: ReadingTests.rows, metric: "proportion:b", parts: ["no column score", "--uplift"]) {
            $0.uplift = "score"
        },
        .init(text: ReadingTests.rows, metric: "proportion:b", parts: ["data.csv:2: g", "found \"p\""]) {
            $0.uplift = "g"
        },
        .init(text: ReadingTests.rows, metric: "proportion:b", parts: ["does not go with --unit"]) {
            $0.uplift = "x"
            $0.unit = "g"
        },
        .init(text: ReadingTests.rows, metric: "proportion:b", parts: ["--resamples is 5"]) {
            $0.uplift = "x"
            $0.resamples = 5
        },
    ]

    @Test(arguments: bad) func aMistakeIsNamed(bad: ReadingTests.Bad) async throws {
        let refusal = try #require(await Sheet(bad.text).refusal(bad.metric, change: bad.change))
        for part in bad.parts { #expect(refusal.contains(part), "\(refusal)") }
    }
}
