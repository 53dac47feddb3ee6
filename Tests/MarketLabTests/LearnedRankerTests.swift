import Foundation
import MarketLabTesting
import Testing

/// A learned ranker against popularity, which a new user wants to launch: it comes trained or starts fresh, and the readout says what
/// that does to its effect.
@Suite(.tags(.program), .hangLimit) struct LearnedRankerTests {
    private static let scenario = """
        scenario: new-ranker
        title: Should we launch the learned ranker?
        seed: 11
        replications: 6
        market:
          users: {count: 1500, sessions_per_week: 3, casual_share: 0}
          listings: {initial: 5000, arrivals_per_day: 150}
        policies:
          ranking: popularity
        experiment:
          warmup: 7d
          length: 14d
          followup: 7d
          metrics: [gmv, orders, ctr, cvr, retention]
          arms:
            control: {}
            treatment:
              policies: {ranking: {policy: logistic, target: cart}}

        """

    private static let small =
        ["--replications", "1"]
        + ["market.users.count=120", "market.listings.initial=1500"].flatMap { ["--set", $0] }

    private func readout(_ options: [String], settings: [String] = []) throws -> [String: Any] {
        let workshop = try Workshop()
        try workshop.write(Self.scenario, to: "ranker.yaml")
        let arguments = ["run", "ranker.yaml", "--out", "o", "--quiet", "--threads", "2"] + options
        try workshop.run(arguments + settings.flatMap { ["--set", $0] }).expectSuccess()
        let data = try Data(contentsOf: URL(filePath: "\(workshop.path)/o/readout.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func details(_ readout: [String: Any]) throws -> [String] {
        try #require((readout["verdict"] as? [String: Any])?["details"] as? [String])
    }

    /// The digests are of the program before challengers could be trained.
    @Test(arguments: [
        ("popularity", "9e3223a159dfe545eb62b384320859b0"), ("net-value", "55095c790fc3859f2e6d91bb044ed1a6"),
    ])
    func aFreshChallengerLivesAsItEverDid(control: String, digest: String) throws {
        let fresh = try readout(Self.small, settings: ["policies.ranking=\(control)", "experiment.challenger=fresh"])
        #expect(fresh["journalDigest"] as? String == digest)
        #expect(
            try details(fresh).contains(
                "The learning ranker of treatment, logistic, starts the experiment fresh, as `experiment.challenger` asks."
            ))
        let trained = try readout(Self.small, settings: ["policies.ranking=\(control)"])
        #expect(trained["journalDigest"] as? String != digest)
        #expect(
            try details(trained).contains(
                "The learning ranker of treatment, logistic, comes trained on control's log of the warm-up, 7 days."))
    }

    @Test func withoutAWarmUpItIsSaidToBeFresh() throws {
        let workshop = try Workshop()
        let text = Self.scenario.replacing("warmup: 7d", with: "warmup: 0")
        try workshop.write(text, to: "ranker.yaml")
        let validated = try workshop.run("validate", "ranker.yaml")
        #expect(validated.status == 0)
        #expect(
            validated.errors.contains(
                "note: ranker.yaml: the learning ranker of treatment, logistic, starts the experiment fresh: "
                    + "there is no warm-up whose log it could learn from"))
    }

    /// Fresh, it goes on improving for all of the two weeks.
    @Test(.enabled(if: TestOptions.isLong, "a market of 1,500 users, six times, with MARKETLAB_LONG=1"))
    func theEffectOfAFreshRankerHasNotSettledAfterTwoWeeks() throws {
        let readout = try readout([], settings: ["experiment.challenger=fresh"])
        #expect(try details(readout).contains { $0.hasPrefix("The effect has not settled: in the last 7 days") })
        let verdict = (readout["verdict"] as? [String: Any])?["headline"] as? String
        #expect(verdict?.hasPrefix("The sign of CTR is wrong: the A/B test says −10") == true, "\(verdict ?? "")")
        let headline = (readout["decision"] as? [String: Any])?["headline"] as? String
        #expect(headline?.contains("per year") == false)
    }
}
