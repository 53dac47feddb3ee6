import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct PowerTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func figures(_ arguments: [String]) throws -> [String: Any] {
        let ran = try workshop.run(["power"] + arguments + ["--format", "json"])
        ran.expectSuccess()
        return try #require(try JSONSerialization.jsonObject(with: ran.output) as? [String: Any])
    }

    /// 2 x 2 x 30^2 x 7.8489/0.24^2, an arm and in all.
    @Test func theSampleSizeIsSolvedForInWords() throws {
        let ran = try workshop.run("power", "--mean", "12", "--sd", "30", "--relative-mde", "2 %")
        ran.expectSuccess()
        for words in [
            "490,556 units: 245,278 in control, 245,278 in treatment (solved for)",
            "+2.00 % of the control mean, +0.240",
            "80.0 %",
            "With 490,556 units a rise of +2.00 % (+0.240) is found with a probability of 80.0 % at alpha 0.05.",
        ] {
            #expect(ran.text.contains(words), "\(ran.text)")
        }
    }

    /// One rule for every option: `.05`, `5 %` and `5%`; 2 may be 2 % or 200 % and is refused.
    @Test func sharesAreWrittenAlikeInEveryOption() throws {
        let plain = [
            "--rate", ".1", "--relative-mde", ".02", "--alpha", ".05", "--power", ".8", "--control-share", ".5",
        ]
        let percent = [
            "--rate", "10%", "--relative-mde", "2 %", "--alpha", "5%", "--power", "80 %", "--control-share", "50%",
        ]
        #expect(try workshop.run(["power"] + plain).output == workshop.run(["power"] + percent).output)
        #expect(try workshop.run(["power", "--rate", ".1", "--relative-mde", "200 %"]).status == 0)
        for option in ["--relative-mde", "--alpha", "--power", "--rate"] {
            let ran = try workshop.run(["power", "--rate", ".1", "--units", "1000", option, "2"])
            #expect(ran.status == 2 && ran.errors.contains("write 2 % or 200 %"), "\(ran.errors)")
        }
    }

    @Test(arguments: [
        (["--units", "20000", "--absolute-mde", ".02"], "power"), (["--units", "20000"], "effect"),
        (["--units", "20000", "--power", "90%"], "effect"), (["--absolute-mde", "2 %"], nil),
        (["--relative-mde", "-10 %"], "units"),
    ])
    func whatIsNotGivenIsSolvedFor(arguments: [String], solved: String?) throws {
        guard let solved else {
            #expect(try workshop.run(["power", "--rate", ".1"] + arguments).status == 2)
            return
        }
        let answer = try figures(["--rate", "10 %"] + arguments)
        #expect(answer["solvedFor"] as? String == solved)
        for key in ["effect", "relativeEffect", "power", "controlUnits", "mean"] { #expect(answer[key] is Double) }
    }

    /// What a run has shown is what the next one is planned with; its own users are the sample where none is asked for.
    @Test func aStoredRunsMetricIsPlannedWith() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        let store = ["tiny", "--out", "o", "--metric"]
        let readout = try workshop.readout(in: "o")
        let gmv = try #require(readout.metrics.first { $0.name == "gmv" })
        let own = try figures(store + ["gmv"])
        #expect(own["solvedFor"] as? String == "effect")
        #expect(close(own["mean"], gmv.control.mean))
        #expect((own["controlUnits"] as? Int ?? 0) + (own["treatmentUnits"] as? Int ?? 0) == 200)
        #expect((own["source"] as? [String: Any])?["users"] as? Int == 200)
        // People write USD, files count cents.
        #expect(close(try figures(store + ["gmv", "--absolute-mde", "0.5"])["effect"], 50))
        let ratio = try figures(store + ["ctr", "--relative-mde", "5 %", "--correlation", "0"])
        #expect(ratio["solvedFor"] as? String == "units")
        let covariate = try figures(store + ["ctr", "--relative-mde", "5 %"])
        #expect(try #require(covariate["controlUnits"] as? Int) <= #require(ratio["controlUnits"] as? Int))
        let text = try workshop.run(["power"] + store + ["gmv"])
        #expect(text.text.contains("GMV in control of run") && text.text.contains(" USD"))
    }

    /// A market's users are the same ones however long it runs.
    @Test func theAnswerIsInUsersAndNoNumberOfDaysStandsForThem() throws {
        for length in ["3d", "6d"] {
            try workshop.runTiny("--out", length, "--quiet", "--set", "experiment.length=\(length)").expectSuccess()
            let few = try workshop.run("power", "tiny", "--out", length, "--metric", "ctr", "--relative-mde", "1 %")
                .text
            let said = few.split(separator: "\n").joined(separator: " ")
            #expect(said.contains("200 users, the same ones however long it runs: a market of "))
            #expect(said.contains("and no number of days makes up for it: as these users differ for good"))
            #expect(!said.contains(" users a day"))
            let own = try workshop.run("power", "tiny", "--out", length, "--metric", "ctr").text
            #expect(own.split(separator: "\n").joined(separator: " ").contains("they are enough"))
        }
    }

    /// A scenario's market is run for it, and its users are a fixed population all the same.
    @Test func aScenariosMarketIsRunForItsMoments() throws {
        let file = try workshop.write(Workshop.tiny)
        let ran = try workshop.run("power", file, "--metric", "ctr", "--relative-mde", "1 %", "--quiet")
        ran.expectSuccess()
        let said = ran.text.split(separator: "\n").joined(separator: " ")
        #expect(said.contains("CTR in control of scenario tiny"), "\(said)")
        #expect(said.contains("no number of days"), "\(said)")
        let json = try figures([file, "--metric", "ctr", "--relative-mde", "1 %", "--quiet"])
        #expect((json["source"] as? [String: Any])?["users"] as? Int == 200)
        #expect(try workshop.contents().count == 1)
        let arriving = ["--units-per-day", "9", "--quiet"]
        try workshop.run(["power", file, "--metric", "ctr", "--relative-mde", "1 %"] + arriving).expectRefusal(
            "a market's users are a fixed population, and none arrive later")
    }

    /// Where units arrive, the answer has days: 490,556 of them at 20,000 a day take 24.5.
    @Test func daysAreSaidWhereUnitsArrive() throws {
        let arguments = ["--mean", "12", "--sd", "30", "--relative-mde", "2 %"]
        #expect(close(try figures(arguments + ["--units-per-day", "20000"])["days"], 490_556.0 / 20_000))
        let text = try workshop.run(["power"] + arguments + ["--units-per-day", "20000"]).text
        #expect(text.contains("They have come after 25 days."))
        #expect(try figures(arguments)["days"] == nil)
    }

    /// What is planned is what drawn experiments find; the words name the margin.
    @Test func aPlanIsHeldAgainstDrawnExperiments() throws {
        let answer = try figures([
            "--mean", "10", "--sd", "4", "--margin", "5 %", "--method", "group-sequential", "--looks", "4",
            "--simulate",
            "2000", "--seed", "3",
        ])
        let simulated = try #require(answer["simulated"] as? [String: Any])
        let planned = try #require(answer["power"] as? Double)
        // Four standard errors, 6e-5.
        #expect(abs(try #require(simulated["share"] as? Double) - planned) < 4 * (0.16 / 2_000).squareRoot())
        #expect(answer["looks"] as? Int == 4 && close(answer["margin"], 0.5))
        #expect(answer["solvedFor"] as? String == "units")
        let text = try workshop.run("power", "--mean", "10", "--sd", "4", "--margin", "5 %", "--simulate", "100").text
        let said = text.split(separator: "\n").joined(separator: " ")
        #expect(said.contains("is shown to be no worse than −5.00 % (−0.50"), "\(said)")
        #expect(said.contains("drawn experiments find it"))
    }

    private func close(_ value: Any?, _ expected: Double) -> Bool {
        (value as? Double).map { abs($0 - expected) < 1e-9 * abs(expected) } ?? false
    }

    @Test(arguments: [
        (["--rate", "130 %", "--units", "100"], "--rate is 1.3; expected above 0 and below 1"),
        (["--mean", "1", "--sd", "0", "--units", "100"], "--sd is 0.0; expected a number above 0"),
        (["--mean", "1", "--units", "100"], "--mean needs --sd"),
        (["--mean=-1e308", "--sd", "1", "--absolute-mde", "1"], "--mean comes to -1e+308; expected a size from 1e-1"),
        (["--mean", "1", "--sd", "1e308", "--absolute-mde", "1"], "--sd comes to 1e+308; expected a size"),
        (["--mean", "1", "--sd", "1", "--absolute-mde", "1e-160"], "--absolute-mde comes to 1e-160"),
        (["--rate", "4e-324", "--units", "1000"], "--rate comes to 5e-324; expected a size from 1e-100"),
        (["--rate", ".1", "--units", "9", "--method", "sequential", "--tuning", "1e-300"], "expected 1 to 1e12"),
        (["--mean", "1", "--sd", "1", "--rate", ".1", "--units", "9"], "--rate and --mean or --sd are both given"),
        (["--units", "100"], "no metric is given"), (["--rate", ".1"], "neither a sample size nor an effect"),
        (
            ["--rate", ".1", "--units", "100", "--relative-mde", "1%", "--power", ".8"],
            "sample size, effect and power are all given"
        ),
        (["--rate", ".1", "--relative-mde", "1%", "--absolute-mde", ".1"], "--relative-mde and --absolute-mde"),
        (["--rate", ".9", "--absolute-mde", ".2"], "makes the treatment's rate 1.1"),
        (["--mean", "0", "--sd", "1", "--relative-mde", "1%"], "which is 0; give --absolute-mde"),
        (["--rate", ".1", "--relative-mde", "1%", "--alternative", "less"], "the other way than --alternative less"),
        (["--rate", ".1", "--relative-mde", "1%", "--alternative", "up"], "--alternative is"),
        (["--rate", ".1", "--margin", "1%", "--alternative", "two-sided"], "--margin needs a one-sided test"),
        (["--rate", ".1", "--margin", "1%", "--relative-mde=-2%"], "is beyond the margin"),
        (
            ["--rate", ".1", "--margin", "1%", "--absolute-margin", ".1"],
            "--margin and --absolute-margin are both given"
        ),
        (["--rate", ".1", "--relative-mde", "1%", "--looks", "5"], "--looks belongs to --method sequential or"),
        (["--rate", ".1", "--relative-mde", "1%", "--method", "group-sequential"], "needs --looks"),
        (["--rate", ".1", "--relative-mde", "1%", "--spending", "pocock"], "--spending belongs to"),
        (["--mean", "4", "--sd", "3", "--denominator-mean", "100", "--units", "100"], "one is missing"),
        (["--rate", ".1", "--denominator-mean", "100", "--units", "100"], "a ratio needs --mean and --sd"),
        (["--rate", ".1", "--units", "100", "--set", "a=1"], "--set belongs to a scenario file"),
        (["--rate", ".1", "--relative-mde", "9%", "--units-per-day", "0"], "--units-per-day is 0.0"),
        (["--rate", ".1", "--relative-mde", "9%", "--simulate", "0"], "--simulate is 0; expected 1 to 10000000"),
        (["--rate", ".1", "--relative-mde", "1%", "--power", "4 %"], "--power is 0.04; expected above alpha"),
        (["--rate", ".1", "--relative-mde", "1%", "--alpha", "0"], "--alpha is 0.0; expected above 0 and below 1"),
        (
            ["--rate", ".1", "--relative-mde", "1%", "--cluster-size", "9e18", "--icc", "0"],
            "--cluster-size is 9e+18; expected 1 to 1e9"
        ),
        (
            ["--mean=1", "--sd=1", "--relative-mde=90%", "--cluster-size=1e9", "--icc=0", "--control-share=1e-9"],
            "a million million units would not be enough"
        ),
        (["--rate", ".1", "--relative-mde", "1%", "--icc", ".1"], "--cluster-size and --icc belong together"),
        (["--rate", ".1", "--relative-mde", "1%", "--correlation", "1"], "--correlation is 1.0"),
        (["--rate", ".1", "--units", "2"], "--units is 2.0; expected a whole number from 4"),
        (["--rate", ".1", "--units", "10", "--metric", "gmv"], "--metric belongs to a run"),
        (["first-look", "--units", "10"], "a run needs --metric"),
        (["first-look", "--rate", ".1", "--metric", "gmv"], "a run and moments are both given"),
        (["first-look", "--metric", "gmv"], "there is no run store at reports/runs.sqlite"),
        (
            ["--mean", "1", "--sd", "1", "--absolute-mde", "1e-20"],
            "a million million units would not find so small an effect"
        ),
    ])
    func aMistakeIsOneSentence(arguments: [String], sentence: String) throws {
        try workshop.run(["power"] + arguments).expectRefusal(sentence)
    }

    @Test func anUnknownRunOrMetricIsRefused() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        try workshop.run("power", "huge", "--out", "o", "--metric", "gmv").expectRefusal("huge")
        try workshop.run("power", "tiny", "--out", "o", "--metric", "gvm").expectRefusal(
            "--metric is \"gvm\"", "did you mean \"gmv\"?")
    }
}
