import Analysis
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
        #expect(uplift.deciles.map(\.mean) == bins.map(\.treatmentRate))
        #expect(uplift.deciles.map(\.meanControl) == bins.map(\.controlRate))
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

    @Test func onlyProportionsHaveAnUplift() async throws {
        let rows = try await Sheet(Self.data.text).answer("mean:y", "proportion:bought") {
            $0.uplift = "x"
            $0.resamples = 100
        }.rows
        #expect(rows.map { $0.uplift != nil } == [false, false, true, true])
    }

    @Test func whatCannotBeSortedSaysWhy() async throws {
        let text = "arm,b,s\n" + (0..<20).map { "\($0 % 2 == 0 ? "a" : "b"),1,\($0)" }.joined(separator: "\n")
        let row = try await Sheet(text).answer("proportion:b") { $0.uplift = "s" }.rows[0]
        #expect(row.uplift == nil)
        #expect(row.note?.contains("no uplift by s (undefined: uplift curves need outcomes of 0 and 1") == true)
    }

    static let bad: [ReadingTests.Bad] = [
        .init(text: ReadingTests.rows, metric: "mean:y", parts: ["--uplift x", "needs a proportion"]) {
            $0.uplift = "x"
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
