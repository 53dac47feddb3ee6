import Foundation
import MarketLab
import MarketLabTesting
import Testing

/// `marketlab analyze` from the command line.
@Suite(.tags(.program), .hangLimit) struct AnalyzeTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let rows = (0..<60).map { unit in
            let isTreated = unit * 7 % 13 < 6
            return "\(isTreated ? "b" : "a"),\(unit * 37 % 11 + (isTreated ? 2 : 0)),\(unit % 5),\(unit % 2)"
        }
        try workshop.write("arm,y,x,bought\n" + rows.joined(separator: "\n") + "\n", to: "users.csv")
    }

    private func analyze(_ arguments: String...) throws -> Program.Ran { try analyze(arguments) }
    private func analyze(_ arguments: [String]) throws -> Program.Ran {
        try workshop.run(["analyze", "users.csv", "--variant", "arm", "--control", "a"] + arguments)
    }

    /// Without what a terminal's width does to lines.
    private func words(_ ran: Program.Ran) -> String {
        ran.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private struct Record: Decodable {
        let version: String
        let level: Double
        let rows: [Row]
    }

    private struct Row: Decodable {
        let pValue: Double
        let statistic: Double
        let randomisation: Randomisation?

        struct Randomisation: Decodable {
            let pValue: Double
            let draws: Int
            let statistic: Double
            let definition: String
        }
    }

    @Test func theHeadOfTheLiftsSaysHowTheyAreMade() throws {
        for (arguments, head) in [
            (["mean:y"], "lift (Fieller)"), (["proportion:bought"], "lift (score)"),
            (["mean:y", "--lift", "delta"], "lift (delta method)"), (["mean:y", "--lift", "log"], "lift (log ratio)"),
            (["quantile:.5:y"], "lift (inverted test)"),
        ] {
            let ran = try analyze(["--metric"] + arguments)
            ran.expectSuccess()
            #expect(ran.text.contains(head), "\(ran.text)")
        }
        // Where rows differ, each says its own.
        let both = words(try analyze("--metric", "mean:y", "proportion:bought"))
        #expect(both.contains("lift: Fieller") && both.contains("lift: score"))
    }

    @Test func optionsOfUnitsAndPriorsAreTaken() throws {
        for (arguments, said) in [
            (["--winsorise", "y=.05:.95", "--winsorise-over", "nonzero"], "of units whose total is not 0"),
            (["--drop-above", "y=11"], "Units with y above 11 are left out: "),
            (["--method", "bayesian", "--prior-sd", "5%", "--prior-mean", "1 %"], "under a flat prior the chance is"),
            (["--covariate", "x", "--cupac"], "CUPAC on x (regression cross-fitted in 10 folds)"),
            (
                ["--method", "group-sequential", "--information", "1.2", "--looks", "50 %"],
                "look at 120 % of the information"
            ),
            (["--triggered", "bought"], "of all units by themselves"),
        ] {
            let ran = try analyze(["--metric", "mean:y"] + arguments)
            ran.expectSuccess()
            #expect(words(ran).contains(said), "\(ran.text)")
        }
        for (arguments, said) in [
            (["--alpha", "5"], "write 5 % or 500 %"), (["--prior-mean", ".1"], "--prior-mean needs --prior-sd"),
            (["--winsorise-over", "some"], "--winsorise-over is some"),
            (["--drop-above", "x=1"], "no mean or ratio of the column x"),
            (["--lift", "score"], "--lift score is for proportions"),
        ] {
            let ran = try analyze(["--metric", "mean:y"] + arguments)
            #expect(ran.status == 2 && ran.errors.contains(said), "\(ran.errors)")
        }
    }

    /// A negative number is no option: each says itself what it expects.
    @Test(arguments: [
        ("--information -1 --method group-sequential", "--information and --looks have -1.0; expected shares"),
        ("--information .5 --looks -.5 --method group-sequential", "have -0.5, 0.5; expected shares"),
        ("--information 1e9 --method group-sequential", "above 0 and at most 10"),
        ("--margin -.1", "--margin is -0.1"), ("--tuning -1 --method sequential", "--tuning is -1.0"),
        ("--resamples -5 --uplift x", "--resamples is -5"), ("--randomisation -5", "--randomisation is -5"),
        ("--drop-above -3", "--drop-above -3: expected"), ("--winsorise -.5", "--winsorise -.5: expected"),
        ("--weights -1", "--weights has -1; expected"), ("--time t --block -1h", "--block is"),
        ("--time t --block 1h --washout -10m", "--washout is"), ("--seed -1", "whole number from 0"),
        ("--threads -1", "--threads is -1"), ("--alpha -1e-3", "--alpha is -0.001"),
        ("--time-unit ms", "--time-unit needs --time"),
    ])
    func aNegativeNumberIsAnsweredProperly(options: String, said: String) throws {
        let ran = try analyze(["--metric", "mean:y"] + options.split(separator: " ").map(String.init))
        #expect(ran.status == 2 && ran.errors.contains(said), "\(ran.errors)")
    }

    @Test func aRandomisationTestStandsBesideTheOthers() throws {
        func rows(_ arguments: String...) throws -> Data {
            let ran = try analyze(["--metric", "mean:y", "proportion:bought", "--format", "json"] + arguments)
            ran.expectSuccess()
            return Data(ran.text.utf8)
        }
        let bytes = try rows("--randomisation", "999")
        let answers = try JSONDecoder().decode(Record.self, from: bytes).rows
        for row in answers {
            let randomisation = try #require(row.randomisation)
            #expect(randomisation.draws == 999 && randomisation.definition.contains("studentised"))
            #expect(abs(randomisation.statistic - row.statistic) < 1e-9)
        }
        #expect(abs((answers[0].randomisation?.pValue ?? 2) - answers[0].pValue) < 0.1)
        #expect(try rows("--randomisation", "999", "--seed", "1") == bytes)
        #expect(try rows("--randomisation", "999", "--seed", "2", "--threads", "1") != bytes)
        #expect(try JSONDecoder().decode(Record.self, from: rows()).rows.allSatisfy { $0.randomisation == nil })
    }

    @Test(arguments: ["table", "html"]) func itIsShownWhereItIsAskedFor(format: String) throws {
        let asked = try analyze(
            "--metric", "mean:y", "--randomisation", "199", "--correction", "holm", "--format", format)
        asked.expectSuccess()
        for part in ["p randomised", "adjusted 0.", "labels of units drawn anew, 199 draws with seed 1"] {
            #expect(words(asked).contains(part), "\(asked.text)")
        }
        #expect(try !analyze("--metric", "mean:y", "--format", format).text.contains("randomised"))
    }

    @Test(arguments: ["table", "html"]) func aScoreSortsMeansAndProportions(format: String) throws {
        let ran = try analyze("--metric", "mean:y", "proportion:bought", "--uplift", "x", "--format", format)
        ran.expectSuccess()
        let text = words(ran)
        #expect(
            text.contains("mean:y of b by group of x") && text.contains("What a unit gains over targeting at random"))
        #expect(
            text.contains("proportion:bought of b by group of x")
                && text.contains("0 is no better than chance, 1 perfect"))
    }

    @Test(arguments: ["0", "-3", "99"]) func tooFewDrawsAreRefused(draws: String) throws {
        try analyze("--metric", "mean:y", "--randomisation", draws)
            .expectRefusal("--randomisation is \(draws)", "expected 100 to 10000000 draws")
    }

    @Test func aQuantileHasNoRandomisationTest() throws {
        try analyze("--metric", "mean:y", "quantile:.5:y", "--randomisation", "999")
            .expectRefusal("--randomisation does not go with quantile:.5:y")
    }

    // MARK: - What the record holds

    @Test func theRecordHasTheLevelAllSettingsCountsAndTheVersion() throws {
        let ran = try analyze("--metric", "mean:y", "--alpha", "0.1", "--format", "json", "--missing", "drop")
        ran.expectSuccess()
        let record = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [String: Any])
        #expect(record["version"] as? String == MarketLabVersion.current)
        #expect(record["level"] as? Double == 0.9 && record["data"] as? String == "users.csv")
        let settings = try #require(record["settings"] as? [String: Any])
        for (key, value) in [("variant", "arm"), ("control", "a"), ("method", "welch"), ("missing", "drop")] {
            #expect(settings[key] as? String == value)
        }
        #expect(settings["metrics"] as? [String] == ["mean:y"] && settings["seed"] as? Int == 1)
        let table = try #require(record["table"] as? [String: Any])
        #expect(table["separator"] as? String == "comma" && table["units"] as? [String: Int] == ["a": 32, "b": 28])
        let counts = try #require(table["counts"] as? [String: Any])
        #expect(counts["rows"] as? Int == 60 && counts["rowsLeftOut"] as? Int == 0)
    }

    // MARK: - Figures that do not exist

    /// Of extreme magnitudes, with what was asked of them when they ended the program.
    static let extremes: [[String]] = [
        ["arm,x", "a,1e308", "a,1e308", "b,1", "b,3"],
        ["arm,x,y", "a,1e155,1e154", "a,2e155,3e154", "b,3e155,1e154", "b,5e155,2e154", "--covariate", "y"],
        ["arm,x,y", "a,1e100,1e-100", "a,-2e100,3e-100", "b,3e100,1e-100", "b,5e100,2e-100", "--covariate", "y"],
        ["arm,x", "a,1e-160", "a,2e-160", "b,3e-160", "b,1e-160", "--method", "bayesian"],
        ["arm,x", "a,1", "a,2", "b,1", "b,3", "--weights", "a=1e308", "b=1e308"],
    ]

    @Test(arguments: extremes) func aNumberThatDoesNotExistIsAbsent(lines: [String]) throws {
        let table = lines.prefix { !$0.hasPrefix("--") }
        try workshop.write(table.joined(separator: "\n") + "\n", to: "users.csv")
        for format in ["json", "table", "html"] {
            let ran = try analyze(["--metric", "mean:x", "--format", format] + lines.dropFirst(table.count))
            ran.expectSuccess()
            #expect(ran.text.firstMatch(of: #/(?i)\b(nan|inf)\b/#) == nil, "\(ran.text)")
        }
    }

    // MARK: - Sample ratios

    @Test(arguments: ["table", "json", "html"]) func aSampleRatioAlarmEndsWith3(format: String) throws {
        let rows = (0..<1_300).map { $0 < 500 ? "a,\($0 % 7)" : "b,\($0 % 5)" }
        try workshop.write("arm,y\n" + rows.joined(separator: "\n"), to: "users.csv")
        let ran = try analyze("--metric", "mean:y", "--format", format)
        #expect(ran.status == 3)
        #expect(words(ran).contains("(SRM p = 8.76e-17)"))
        #expect(try analyze("--metric", "mean:y", "--weights", "a=500", "b=800").status == 0)
    }

    // MARK: - Where a table comes from

    @Test(arguments: ["gzip -c users.csv | $MARKETLAB analyze -", "cat users.csv | $MARKETLAB analyze -"])
    func aPipeIsReadPackedOrNot(command: String) throws {
        try checkSameAsFile("\(command) --variant arm --control a --metric mean:y")
    }

    @Test func packedStandardInputAndNamedPipesAreRead() throws {
        let options = "--variant arm --control a --metric mean:y"
        try checkSameAsFile("gzip -k users.csv; $MARKETLAB analyze users.csv.gz \(options)")
        try checkSameAsFile("$MARKETLAB analyze - \(options) < users.csv.gz")
        try checkSameAsFile("$MARKETLAB analyze <(cat users.csv.gz) \(options)")
        try checkSameAsFile("mkfifo p; (sleep .3; cat users.csv > p) & $MARKETLAB analyze p \(options)")
        try checkSameAsFile(
            "(head -c 100 users.csv; sleep 1.5; tail -c +101 users.csv) | $MARKETLAB analyze - \(options)")
    }

    private func checkSameAsFile(_ line: String) throws {
        let ran = try Program.shell(line, in: workshop.path)
        ran.expectSuccess()
        let expected = try analyze("--metric", "mean:y")
        #expect(ran.text == expected.text, "\(line)")
    }

    @Test(arguments: [
        ("mkfifo p; $MARKETLAB analyze p", "it is a pipe that nobody writes to"),
        ("$MARKETLAB analyze /dev/zero", "it is a device, not a file"),
        ("$MARKETLAB analyze - < /dev/zero", "is not a text file"),
        ("$MARKETLAB analyze .", "is a directory"),
        ("head -c 100 <(gzip -c users.csv) | $MARKETLAB analyze -", "gzip cannot unpack it"),
        ("tr '\\0' x < /dev/zero | head -c 400000000 | $MARKETLAB analyze -", "a row of more than 1 MiB"),
    ])
    func whatHasNoEndIsRefusedSoonAndWithLittleMemory(line: String, sentence: String) throws {
        // A limit of 1.5 GB of address space; the program itself maps less than half of that.
        let ran = try Program.shell(
            "ulimit -v 1500000; \(line) --variant arm --control a --metric mean:y", in: workshop.path)
        ran.expectRefusal(sentence)
        #expect(ran.seconds < 20)
    }

    // MARK: - Widths

    @Test(arguments: [60, 72, 80, 100, 120, 160]) func noWidthLeavesAFigureOut(width: Int) throws {
        let options = "--variant arm --control a --metric mean:y ratio:y/x proportion:bought --correction holm --by x"
        let ran = try Program.shell("COLUMNS=\(width) $MARKETLAB analyze users.csv \(options)", in: workshop.path)
        ran.expectSuccess()
        let longest = ran.text.split(separator: "\n").map(\.count).max() ?? 0
        #expect(longest <= width)
        let whole = try Program.shell("COLUMNS=250 $MARKETLAB analyze users.csv \(options)", in: workshop.path)
        let figures = Set(whole.text.split { !"+−.0123456789e%∞".contains($0) }.filter { $0.contains(".") })
        for figure in figures { #expect(ran.text.contains(figure), "\(figure) at \(width)") }
        #expect(ran.text.contains("difference"))
    }

    // MARK: - Segments, pools, switchbacks

    @Test func segmentsHaveRowsInTheTableTheRecordAndAForestPlot() throws {
        let options = ["--metric", "mean:y", "--by", "bought", "--by", "x"]
        let table = try analyze(options)
        table.expectSuccess()
        #expect(words(table).contains("bought: 0") && words(table).contains("x: 4"))
        #expect(words(table).contains("corrected (Holm) over all segments, metrics and variants"))
        let record = try analyze(options + ["--format", "json"])
        let object = try #require(try JSONSerialization.jsonObject(with: record.output) as? [String: Any])
        let segments = try #require(object["segments"] as? [[String: Any]])
        #expect(segments.count == 7)
        #expect((segments[0]["segment"] as? [String: String]) == ["column": "bought", "name": "0"])
        #expect(segments.allSatisfy { $0["pValueAdjusted"] is Double })
        let page = try analyze(options + ["--format", "html"]).text
        #expect(page.contains("mean:y of b by segment") && page.contains("forest-wide0"))
    }

    @Test func aSwitchbackIsReadFromATable() throws {
        let rows = (0..<400).map { row in
            let (day, hour, minute) = (1 + row / 96, row / 4 % 24, row % 4 * 15)
            let time = String(format: "2026-03-%02dT%02d:%02d:00Z", day, hour, minute)
            return "\(time),\(row / 4 % 3 == 0 ? "a" : "b"),\(row * 7 % 13)"
        }
        try workshop.write("at,arm,y\n" + rows.joined(separator: "\n"), to: "users.csv")
        let ran = try analyze("--metric", "mean:y", "--time", "at", "--block", "1h", "--washout", "10m")
        #expect(ran.status == 0 || ran.status == 3, "\(ran.errors)")
        #expect(words(ran).contains("t on blocks less one, error CR1"))
        #expect(words(ran).contains("100 rows are left out as the start of a block"))
        try analyze("--metric", "mean:y", "--time", "at").expectRefusal("--time needs --block")
        try analyze("--metric", "mean:y", "--washout", "5m").expectRefusal("--washout needs --time")
        try analyze("--metric", "mean:y", "--time", "at", "--block", "7").expectRefusal("expected a duration")
        try analyze("--metric", "mean:y", "--time", "at", "--block", "90m").expectRefusal("a block is of one variant")
    }
}
