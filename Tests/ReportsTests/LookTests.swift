import Experiments
import Foundation
import MarketLabTesting
import Reports
import Testing

/// Writes the sample where one can look at it: `MARKETLAB_LOOK=/tmp/look swift test --filter LookTests`.
@Suite struct LookTests {
    @Test(.enabled(if: TestOptions.look != nil))
    func theSampleCanBeLookedAt() throws {
        let folder = TestOptions.look ?? ""
        let readout = SampleReadout.readout
        try RunDocument(readout, scenarioText: SampleReadout.scenarioText).write(to: folder + "/run")
        print(RunDocument(readout).text(Terminal(width: 100)))
        print(RunDocument(readout).text(Terminal(width: 60)))
        var agreeing = readout
        agreeing.scenario = "plenty"
        agreeing.title = "The same with deep stock"
        agreeing.verdict = Verdict(
            headline: "The A/B test tells the truth: GMV +4.9 %, and a launch would bring +4.8 %.", details: [],
            agreement: .agrees)
        agreeing.health = Array(readout.health.prefix(2))
        agreeing.metrics[0].relative = EffectEstimate(estimate: 0.049, lower: 0.04, upper: 0.058)
        agreeing.metrics[0].truth.relative = EffectEstimate(estimate: 0.048, lower: 0.043, upper: 0.053)
        var unclear = agreeing
        unclear.scenario = "tiny"
        unclear.title = "Too few users"
        unclear.verdict.agreement = .unclear
        unclear.verdict.headline = "Too noisy to say: the A/B test says GMV −2.3 %, a launch would bring +0.40 %."
        unclear.metrics[0].relative = EffectEstimate(estimate: -0.023, lower: -0.09, upper: 0.06)
        unclear.metrics[0].truth.relative = EffectEstimate(estimate: 0.004)
        let broken = NightlyEntry(
            scenario: "broken", title: "A policy that crashes",
            outcome: .problem("policy \"mine\" ended with signal 11 at day 3"))
        let entries =
            [readout, agreeing, unclear].map { one in
                NightlyEntry(
                    scenario: one.scenario, title: one.title,
                    outcome: .run(
                        .init(
                            id: one.scenario, readout: one,
                            inputs: RunInputs(scenarioText: "", overrides: "", version: "1"))))
            } + [broken]
        let clock = NightlySummary.Clock(startedAt: Date(timeIntervalSince1970: 1_700_000_000), seconds: 900)
        try Night(entries, summary: NightlySummary(entries, night: 1, clock: clock, version: "1")).write(to: folder)
    }
}
