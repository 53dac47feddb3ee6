import Analysis
import Foundation
import MarketLabTesting
import Testing

/// How a table is read: in blocks, once, and with every fault named.
@Suite struct ReadingTests {
    /// Some blocks of four megabytes.
    static let large = MadeUp(150_000)

    @Test func howManyThreadsReadChangesNoFigure() async throws {
        let sheet = try Sheet(Self.large.text)
        let one = try await sheet.answer("mean:y", "ratio:clicks/views", threads: 1) { $0.strata = "country" }
        let five = try await sheet.answer("mean:y", "ratio:clicks/views", threads: 5) { $0.strata = "country" }
        #expect(one.rows == five.rows)
        #expect(one.counts.rows == 150_000)
    }

    @Test func severalRowsOfAUnitAreSummed() async throws {
        let units = MadeUp(400).units
        let whole = units.map { "\($0.name),\($0.arm),\($0.views)" }
        // The first view, then the others; all first rows before all second ones.
        let parts = units.map { "\($0.name),\($0.arm),1" } + units.map { "\($0.name),\($0.arm),\($0.views - 1)" }
        let header = "user,arm,views\n"
        let one = try await Sheet(header + whole.joined(separator: "\n")).answer("mean:views")
        let two = try await Sheet(header + parts.joined(separator: "\n")).answer("mean:views") { $0.unit = "user" }
        #expect(one.rows == two.rows)
        #expect(two.counts.rows == 800)
    }

    @Test func aColumnsShareAndItsSumAreTwoFigures() async throws {
        let rows = ["u,a,1", "u,a,1", "v,a,0", "w,a,1", "x,b,1", "x,b,1", "y,b,1", "z,b,0"]
        let sheet = try Sheet("user,arm,bought\n" + rows.joined(separator: "\n"))
        let both = try await sheet.answer("mean:bought", "proportion:bought") { $0.unit = "user" }.rows
        #expect(both.map(\.mean) == [1, 2.0 / 3])
    }

    @Test func aUnitInTwoVariantsIsLeftOutAndCounted() async throws {
        let rows = MadeUp(400).units.map { "\($0.name),\($0.arm),\($0.views)" }
        let header = "user,arm,views\n"
        let clean = try await Sheet(header + rows.joined(separator: "\n")).answer("mean:views") { $0.unit = "user" }
        let mixed = try await Sheet(
            header + (rows + ["x,a,1000", "x,b,1000", "y,c,7", "y,a,9"]).joined(separator: "\n")
        )
        .answer("mean:views") { $0.unit = "user" }
        #expect(mixed.rows == clean.rows)
        #expect(mixed.remarks.contains { $0.hasPrefix("2 units have rows in two variants") })
        #expect(clean.remarks.isEmpty)
    }

    @Test func gzipAndQuotesAreReadAsTheyAre() async throws {
        let text = MadeUp(2_000).text
        let sheet = try Sheet(text)
        let plain = try await sheet.answer("mean:y").rows
        let quoted = text.split(separator: "\n").map { line in
            line.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
        }.joined(separator: "\r\n")
        #expect(try await Sheet(quoted).answer("mean:y").rows == plain)
        _ = try Program.other("gzip", ["-k", sheet.path])
        let question = Question(variant: "arm", control: "a", metrics: [try MetricTerm(parsing: "mean:y")])
        #expect(try await Answer(question, file: sheet.path + ".gz", threads: 2).rows == plain)
        let whole = try Data(contentsOf: URL(filePath: sheet.path + ".gz"))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: sheet.path + ".gz"))
        await #expect(throws: AnalysisProblem.self) {
            _ = try await Answer(question, file: sheet.path + ".gz", threads: 2)
        }
    }

    /// Naive sums of squares lose the whole variance here.
    @Test func aVarianceSurvivesALargeMean() async throws {
        let near = try await Sheet(MadeUp(5_000).text).answer("mean:y").rows[0]
        let far = try await Sheet(MadeUp(5_000, offset: 1e9).text).answer("mean:y").rows[0]
        #expect(abs((far.difference?.standardError ?? 0) / (near.difference?.standardError ?? 1) - 1) < 1e-6)
        #expect(abs((far.difference?.estimate ?? 0) - (near.difference?.estimate ?? 1)) < 1e-6)
    }

    @Test func aLineIsNamedWhereverItStands() async throws {
        var lines = Self.large.text.split(separator: "\n", omittingEmptySubsequences: false)
        lines[140_001] = "u,a,de,1,oops,1,1,1,1,1"
        let sheet = try Sheet(lines.joined(separator: "\n"))
        #expect(await sheet.refusal("mean:y") == "data.csv:140002: y: expected a finite number, found \"oops\"")
    }

    /// Also behind the first block of bytes.
    @Test func aCovariateThatContradictsItselfIsNamedWithItsLine() async throws {
        let unit = try #require(Self.large.units.first)
        let repeated = "\(unit.name),\(unit.arm),de,1,1,\(unit.x + 1),1,1,1,1"
        let sheet = try Sheet(Self.large.text + repeated)
        let refusal = try await #require(
            sheet.refusal("mean:y") {
                $0.unit = "user"
                $0.covariates = [Covariate(parsing: "x")]
            })
        let line = Self.large.units.count + 2
        #expect(refusal.hasPrefix("data.csv:\(line): x: the covariate differs from an earlier row"), "\(refusal)")
    }

    static let rows = "arm,y,x,b,g\na,1,2,0,p\na,2,3,1,p\nb,3,1,1,q\nb,5,2,0,q\n"

    /// A table, what is asked of it, and what the refusal says.
    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        let metric: String
        let parts: [String]
        var change: @Sendable (inout Question) -> Void = { _ in }
        var testDescription: String { parts.joined(separator: " … ") }
    }

    static let bad: [Bad] = [
        Bad(text: "", metric: "mean:y", parts: ["data.csv: is empty"]),
        Bad(text: "arm,y\n", metric: "mean:y", parts: ["has a header and no rows"]),
        Bad(text: "arm,y\na,1\na,2\n", metric: "mean:y", parts: ["all rows are of \"a\"", "second variant"]),
        Bad(text: "arm,y\nb,1\nc,2\n", metric: "mean:y", parts: ["no row is of the control \"a\"", "\"b\", \"c\""]),
        Bad(text: rows, metric: "mean:z", parts: ["data.csv:1", "no column z", "--metric", "arm, y, x, b, g"]),
        Bad(text: rows, metric: "mean:g", parts: ["data.csv:2: g", "found \"p\""]),
        Bad(text: rows, metric: "proportion:y", parts: ["data.csv:3: y", "expected 0 or 1", "found 2"]),
        Bad(text: "arm,y\na,1\nb,inf\n", metric: "mean:y", parts: ["data.csv:3: y", "finite", "\"inf\""]),
        Bad(text: "arm,y\na,1\nb,\n", metric: "mean:y", parts: ["data.csv:3: y", "found nothing", "--missing drop"]),
        Bad(text: "arm,y\na,1\n,2\n", metric: "mean:y", parts: ["data.csv:3: arm", "a name", "found nothing"]),
        Bad(text: "arm,y\na,1\nNaN,2\n", metric: "mean:y", parts: ["data.csv:3: arm", "found nothing"]),
        Bad(text: "arm;y\na;1,5\nb;2\n", metric: "mean:y", parts: ["data.csv:2: y", "\"1,5\"", "--decimal comma"]),
        Bad(text: "arm;y\na;1\n", metric: "mean:z", parts: ["no column z", "arm, y", "semicolon"]),
        Bad(text: "arm,user,y\na,u,1\nb,,2\n", metric: "mean:y", parts: ["data.csv:3: user", "found nothing"]) {
            $0.unit = "user"
        },
        Bad(
            text: "arm,y\na,1\n" + String(repeating: "v", count: 300) + ",2\n", metric: "mean:y",
            parts: ["data.csv:3: arm", "one of 300 characters"]),
        Bad(text: "arm,y,k\na,1,1\nb,2,1\n", metric: "mean:y", parts: ["--control a is pooled into a+b"]) {
            $0.pools = [try? VariantPool(parsing: "a+b")].compactMap(\.self)
        },
        Bad(text: rows, metric: "mean:y", parts: ["--pool b+z names \"z\", which no row is of"]) {
            $0.pools = [try? VariantPool(parsing: "b+z")].compactMap(\.self)
        },
        Bad(text: rows, metric: "mean:y", parts: ["--by arm is the column of --variant"]) { $0.segments = ["arm"] },
        Bad(text: "arm,y\na,1\nb,2,3\n", metric: "mean:y", parts: ["data.csv:3", "3 cells", "header has 2"]),
        Bad(text: "arm,y,y\na,1,1\nb,2,3\n", metric: "mean:y", parts: ["column y is given twice"]),
        Bad(text: "arm,y\na,1\nb,\"2\n", metric: "mean:y", parts: ["data.csv:3", "never closed"]),
        Bad(text: rows, metric: "mean:y", parts: ["is the metric mean:y itself"]) {
            $0.covariates = [Covariate(parsing: "y")]
        },
        Bad(text: rows, metric: "mean:y", parts: ["no metric of the column b"]) {
            $0.covariates = [Covariate(parsing: "b=x")]
        },
        Bad(text: rows, metric: "median:y", parts: ["--metric median:y", "expected mean:COLUMN"]),
        Bad(text: rows, metric: "quantile:1.5:y", parts: ["probability above 0 and below 1", "1.5"]),
        Bad(text: rows, metric: "ratio:y", parts: ["expected mean:COLUMN"]),
        Bad(text: rows, metric: "mean:y", parts: ["--alpha is 0.0"]) { $0.alpha = 0 },
        Bad(text: rows, metric: "mean:y", parts: ["--margin is 2.0"]) { $0.margin = 2 },
    ]

    @Test(arguments: bad) func aMistakeIsNamed(bad: Bad) async throws {
        let refusal = try #require(await Sheet(bad.text).refusal(bad.metric, change: bad.change))
        for part in bad.parts { #expect(refusal.contains(part), "\(refusal)") }
        #expect(!refusal.contains("\n"))
    }

    /// What cannot be computed says why, and nothing else is lost by it.
    @Test func anAbsentFigureHasItsReason() async throws {
        let rows = try await Sheet("arm,y,d,k\na,1,0,2\na,2,0,2\nb,3,1,2\nb,5,2,2\n").answer(
            "mean:y", "ratio:y/d", "mean:k"
        ).rows
        #expect(rows[0].pValue != nil && rows[0].note?.contains("no bounded interval (Fieller)") == true)
        #expect(rows[1].difference == nil && rows[1].note == "the denominators of the control arm sum to zero")
        #expect(rows[2].difference?.estimate == 0 && rows[2].difference?.lower == nil && rows[2].pValue == nil)
        #expect(rows[2].note == "nothing varies, so there is no standard error")
        #expect(rows[2].mean == 2)
    }

    /// Where an arm is one cluster, its clusters' variance is not seen, whatever varies within it.
    @Test func oneClusterInAnArmIsNamed() async throws {
        let sheet = try Sheet(
            "arm,y,x,c\na,1,1,p\na,2,3,p\na,4,1,r\na,4,2,r\nb,3,2,q\nb,5,2,q\nb,4,7,q\n")
        let row = try await sheet.answer("mean:y") { $0.cluster = "c" }.rows[0]
        #expect(row.difference?.lower != nil && row.note?.contains("the variant is one cluster: how its") == true)
        let covered = try await Sheet("arm,y,x,c\na,1,2,p\na,2,3,p\nb,3,1,q\nb,5,9,q\n").answer("mean:y") {
            $0.cluster = "c"
            $0.covariates = [Covariate(parsing: "x")]
            $0.randomisation = 100
        }.rows[0]
        let reason = "undefined: each arm is one cluster, so there is no standard error"
        #expect(covered.note == "\(reason); no randomisation test (\(reason))", "\(covered.note ?? "")")
        // What a city is like differs between any two, by chance.
        let population = try await Sheet("arm,y,x,c\na,1,8,p\na,2,8,p\nb,3,3,q\nb,5,3,q\n").answer("mean:y") {
            $0.cluster = "c"
            $0.covariates = [Covariate(parsing: "x")]
        }.rows[0]
        #expect(covered.balance?[0].isOff == false && population.balance?[0].isOff == false)
        #expect(population.balance?[0].isConstant == true && population.note?.contains("more than chance") == false)
        let alone = try await Sheet("arm,y,c\na,1,p\na,2,p\nb,3,p\nb,5,p\n").answer("mean:y") { $0.cluster = "c" }
        #expect(alone.rows[0].note == "undefined: there is only one cluster")
    }

    /// What is being done is said, and when all draws are made that is all of them.
    @Test func progressNamesWhatIsDone() async throws {
        func words(_ change: (inout Question) -> Void) async throws -> (before: String, after: String) {
            let (progress, sheet) = (AnswerProgress(), try Sheet(MadeUp(300).text))
            var question = Question(variant: "arm", control: "a", metrics: [try MetricTerm(parsing: "mean:y")])
            change(&question)
            let before = progress.words
            _ = try await Answer(question, file: sheet.path, threads: 1, progress: progress)
            return (before, progress.words)
        }
        #expect(try await words { _ in } == ("reading the table", "comparing the variants"))
        #expect(
            try await words {
                $0.randomisation = 100
                $0.segments = ["country"]
            }.after == "drawing labels anew 100 %")
        #expect(try await words { $0.uplift = "x" }.after == "drawing units anew for Qini and AUUC 100 %")
    }

    @Test func twoClustersSayLittle() async throws {
        let rows = try await Sheet("arm,y,c\na,1,p\na,2,p\nb,3,q\nb,5,q\n").answer("mean:y") { $0.cluster = "c" }.rows
        #expect(rows[0].difference?.estimate == 2.5 && rows[0].difference?.lower == nil)
        #expect(rows[0].note == "undefined: each arm is one cluster, so there is no standard error")
    }
}
