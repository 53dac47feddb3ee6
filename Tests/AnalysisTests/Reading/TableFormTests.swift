import Analysis
import Foundation
import MarketLabTesting
import Statistics
import Tables
import Testing

/// Tables as people have them: other separators, blanks, cells without a value, variants and segments of many kinds.
@Suite struct TableFormTests {
    static let data = MadeUp(1_200)

    private func variants(_ answer: Answer) -> [String] { answer.variants.map(\.name) }

    /// Sums are made in another order.
    private func expectSame(_ rows: [MetricAnswer], _ expected: [MetricAnswer]) {
        func near(_ a: Double?, _ b: Double?) -> Bool {
            guard let a, let b else { return a == nil && b == nil }
            return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
        }
        #expect(rows.map { [$0.metric, $0.variant] } == expected.map { [$0.metric, $0.variant] })
        for (row, other) in zip(rows, expected) {
            #expect(row.n == other.n && row.nControl == other.nControl && row.note == other.note)
            #expect(near(row.mean, other.mean) && near(row.meanControl, other.meanControl))
            #expect(near(row.difference?.estimate, other.difference?.estimate))
            #expect(near(row.difference?.lower, other.difference?.lower))
            #expect(near(row.relative?.upper, other.relative?.upper) && near(row.pValue, other.pValue))
            #expect(row.srm == other.srm)
        }
    }

    // MARK: - Form

    /// The same table, written in another way.
    struct Form: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let write: @Sendable (String) -> String
    }

    static let forms: [Form] = [
        Form(testDescription: "semicolons") { $0.replacing(",", with: ";") },
        Form(testDescription: "tabs") { $0.replacing(",", with: "\t") },
        Form(testDescription: "pipes") { $0.replacing(",", with: "|") },
        Form(testDescription: "blanks after commas") { $0.replacing(",", with: ",  ") },
        Form(testDescription: "blanks before and tabs after") { $0.replacing(",", with: " ,\t") },
        Form(testDescription: "byte-order mark, CRLF") { "\u{FEFF}" + $0.replacing("\n", with: "\r\n") },
        Form(testDescription: "CR alone") { $0.replacing("\n", with: "\r") },
        Form(testDescription: "quoted header") { text in
            let lines = text.split(separator: "\n", maxSplits: 1)
            return lines[0].split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ") + "\n" + lines[1]
        },
        Form(testDescription: "a header name with a comma, in semicolons") {
            $0.replacing(",", with: ";").replacing("store", with: "store, number")
        },
    ]

    @Test(arguments: forms) func howATableIsWrittenChangesNoFigure(form: Form) async throws {
        let plain = try await Sheet(Self.data.text).answer("mean:y", "proportion:bought")
        let other = try await Sheet(form.write(Self.data.text)).answer("mean:y", "proportion:bought")
        #expect(other.rows == plain.rows)
        #expect(variants(other) == ["a", "b", "c"])
    }

    @Test func aSeparatorCanBeNamed() async throws {
        let sheet = try Sheet(Self.data.text.replacing(",", with: ";"))
        #expect(try await sheet.answer("mean:y") { $0.separator = .semicolon }.dialect.separator == .semicolon)
        #expect(await sheet.refusal("mean:y") { $0.separator = .comma }?.contains("no column arm") == true)
    }

    @Test func fractionsAfterACommaAreReadWhereThatIsSaid() async throws {
        let german = Self.data.text.replacing(",", with: ";").replacing(".", with: ",")
        let other = try await Sheet(german).answer("mean:y") { $0.decimalMark = .comma }
        #expect(other.rows == (try await Sheet(Self.data.text).answer("mean:y").rows))
    }

    @Test(arguments: ["x", "cat-\u{E9}"]) func aNameThatIsNotUTF8IsRefusedWithItsLine(name: String) async throws {
        let latin = try #require("arm,y\na,1\na,2\n\(name)\u{E8},3\n".data(using: .windowsCP1252))
        let sheet = try Sheet("")
        try latin.write(to: URL(filePath: sheet.path))
        let refusal = try #require(await sheet.refusal("mean:y"))
        #expect(refusal.hasPrefix("data.csv:4: arm: expected a name, found what is not UTF-8"))
        #expect(refusal.contains("iconv -f WINDOWS-1252"))
    }

    @Test func anotherEncodingIsNamed() async throws {
        let sheet = try Sheet("")
        try #require("arm,y\na,1\n".data(using: .utf16)).write(to: URL(filePath: sheet.path))
        #expect(await sheet.refusal("mean:y")?.contains("UTF-16") == true)
    }

    // MARK: - Cells without a value

    /// Every word for nothing, in a number and in a variant.
    static let holes = ["", " ", "NA", "NaN", "nan", "N/A", "null", "NULL", "#N/A", "<NA>"]

    @Test(arguments: holes) func aRowWithoutAValueIsLeftOutAndCounted(hole: String) async throws {
        let rows = ["a,1", "a,2", "a,4", "b,3", "b,5"]
        let full = try await Sheet("arm,y\n" + rows.joined(separator: "\n")).answer("mean:y")
        let sheet = try Sheet("arm,y\n" + (rows + ["b,\(hole)", "a,\(hole)", "\(hole),7"]).joined(separator: "\n"))
        #expect(await sheet.refusal("mean:y")?.contains("data.csv:7: y: expected a number, found nothing") == true)
        let dropped = try await sheet.answer("mean:y") { $0.missing = .drop }
        #expect(dropped.rows == full.rows)
        #expect(dropped.counts.rows == 8 && dropped.counts.rowsLeftOut == 3)
        #expect(dropped.counts.rowsLeftOutByColumn == ["y": 2, "arm": 1])
        #expect(dropped.counts.rowsLeftOutByVariant == ["a": 1, "b": 1])
        #expect(dropped.remarks.contains { $0.contains("3 rows are left out") && $0.contains("arm 1, y 2") })
        let zeros = try await Sheet("arm,y\n" + (rows + ["b,0", "a,0"]).joined(separator: "\n")).answer("mean:y")
        let zero = try await sheet.answer("mean:y") { $0.missing = .zero }
        #expect(zero.rows == zeros.rows)
        #expect(zero.counts.rowsLeftOutByColumn == ["arm": 1] && zero.counts.cellsAsZero == ["y": 2])
        #expect(zero.remarks.contains { $0.hasSuffix("count as 0 (by column: y 2; by variant: a 1, b 1).") })
    }

    @Test func unitsClustersAndTriggersWithoutAValueAreLeftOut() async throws {
        let rows = ["u,a,1,p,1", "v,a,2,q,1", "w,b,3,r,1", "x,b,5,s,1"]
        let holes = [",a,9,p,1", "y,a,9,,1", "z,b,9,q,"]
        let header = "user,arm,y,c,seen\n"
        func ask(_ question: inout Question) {
            (question.unit, question.cluster, question.trigger, question.missing) = ("user", "c", "seen", .drop)
        }
        let full = try await Sheet(header + rows.joined(separator: "\n")).answer("mean:y") { ask(&$0) }
        let some = try await Sheet(header + (rows + holes).joined(separator: "\n")).answer("mean:y") { ask(&$0) }
        #expect(some.rows == full.rows)
        #expect(some.counts.rowsLeftOutByColumn == ["user": 1, "c": 1, "seen": 1])
    }

    @Test func whatIsNoNumberIsNoHole() async throws {
        let sheet = try Sheet("arm,y\na,1\na,inf\nb,2\nb,none\n")
        let refusal = await sheet.refusal("mean:y") { $0.missing = .drop }
        #expect(refusal == "data.csv:3: y: expected a finite number, found \"inf\"")
    }

    @Test func aTableOfHolesHasNoAnswer() async throws {
        let refusal = try await Sheet("arm,y\na,\nb,NA\n").refusal("mean:y") { $0.missing = .drop }
        #expect(refusal == "data.csv: has no row in which nothing is missing")
    }

    // MARK: - Pools

    @Test func pooledVariantsCountAsOne() async throws {
        let pooled = try await Sheet(Self.data.text).answer("mean:y", "quantile:.5:x") {
            $0.pools = [try? VariantPool(parsing: "b+c")].compactMap(\.self)
        }
        let renamed = Self.data.text.replacing(",b,", with: ",b+c,").replacing(",c,", with: ",b+c,")
        let one = try await Sheet(renamed).answer("mean:y", "quantile:.5:x") { $0.weights = ["a": 1, "b+c": 2] }
        #expect(variants(pooled) == ["a", "b+c"])
        #expect(pooled.rows.map(\.n) == one.rows.map(\.n))
        #expect(pooled.rows.map(\.pValue) == one.rows.map(\.pValue))
        #expect(pooled.sampleRatio == one.sampleRatio, "three arms of equal size: a third and two thirds")
    }

    @Test func weightsOfAPoolAreSummed() async throws {
        let answer = try await Sheet(Self.data.text).answer("mean:y") {
            $0.pools = [try? VariantPool(parsing: "b+c")].compactMap(\.self)
            $0.weights = ["a": 1, "b": 3, "c": 5]
        }
        let counts = answer.variants.map(\.units)
        #expect(answer.sampleRatio == (try SampleRatioMismatch(observed: counts, weights: [1, 8])))
    }

    @Test(arguments: ["b", "b+", "+", "b+b", ""]) func aPoolIsOfTwoVariants(text: String) {
        #expect(throws: AnalysisProblem.self) { try VariantPool(parsing: text) }
    }

    // MARK: - Segments

    /// A segment is the table of its rows.
    @Test(arguments: ["mean:y", "ratio:clicks/views", "quantile:.9:x", "proportion:bought"])
    func aSegmentIsTheTableOfItsRows(metric: String) async throws {
        let all = try await Sheet(Self.data.text).answer(metric) {
            $0.segments = ["country", "bought"]
            $0.segmentCorrection = .none
        }
        expectSame(all.rows, try await Sheet(Self.data.text).answer(metric).rows)
        #expect(all.segments.count == 8)
        for name in ["de", "jp"] {
            let lines = Self.data.text.split(separator: "\n")
            let part = lines.prefix(1) + lines.dropFirst().filter { $0.contains(",\(name),") }
            let expected = try await Sheet(part.joined(separator: "\n")).answer(metric).rows
            expectSame(all.segments.filter { $0.segment?.column == "country" && $0.segment?.name == name }, expected)
        }
    }

    @Test func aUnitsRowsAreSummedWithinASegment() async throws {
        let rows = ["u,a,1,w", "u,a,5,m", "v,a,2,w", "x,b,3,w", "x,b,1,w", "y,b,4,m", "z,b,9,w", "t,a,7,m", "s,b,1,m"]
        let answer = try await Sheet("user,arm,y,device\n" + rows.joined(separator: "\n")).answer("mean:y") {
            $0.unit = "user"
            $0.segments = ["device"]
        }
        #expect(answer.rows[0].meanControl == 5)
        #expect(answer.segments.map(\.meanControl) == [6, 1.5])
        #expect(answer.segments.map(\.mean) == [2.5, 6.5])
    }

    @Test func segmentsAreCorrectedOverAllOfThem() async throws {
        let answer = try await Sheet(Self.data.text).answer("mean:y", "mean:x") {
            $0.segments = ["country", "bought"]
        }
        #expect(answer.rows.allSatisfy { $0.pValueAdjusted == nil })
        let pValues = answer.segments.compactMap(\.pValue)
        #expect(pValues.count == 16)
        #expect(answer.segments.compactMap(\.pValueAdjusted) == (try MultipleTesting.holm.adjusted(pValues)))
    }

    /// Experiments of one table: each has variants of its own.
    @Test func experimentsOfOneTableAreReadOutApart() async throws {
        let rows =
            (0..<40).map { "one,\($0 % 2 == 0 ? "a" : "b"),\($0 * 7 % 11)" }
            + (0..<60).map { "two,\($0 % 2 == 0 ? "a" : "c"),\($0 * 5 % 13)" } + ["three,a,1", "three,a,2"]
        let answer = try await Sheet("experiment,arm,y\n" + rows.joined(separator: "\n")).answer("mean:y") {
            $0.segments = ["experiment"]
        }
        #expect(answer.segments.map { $0.segment?.name } == ["one", "two"])
        #expect(answer.segments.map(\.variant) == ["b", "c"])
        #expect(answer.segments.map(\.n) == [20, 30])
        #expect(answer.remarks.contains { $0.hasPrefix("experiment three is not read out: it has only rows of \"a\"") })
    }

    @Test func tooManySegmentsAreNone() async throws {
        let rows = (0..<202).map { "\($0),\($0 % 2 == 0 ? "a" : "b"),1" }.joined(separator: "\n")
        let refusal = try await Sheet("id,arm,y\n" + rows).refusal("mean:y") { $0.segments = ["id"] }
        #expect(refusal?.contains("more than 100 segments") == true)
    }

    // MARK: - Sample ratios

    @Test func aSampleRatioAlarmNamesItsP() async throws {
        let rows = (0..<1_300).map { $0 < 500 ? "a,\($0 % 7)" : "b,\($0 % 5)" }.joined(separator: "\n")
        let answer = try await Sheet("arm,y\n" + rows).answer("mean:y")
        #expect(answer.hasSampleRatioMismatch)
        // chi-squared of 500 : 800 against 650 : 650, scipy.stats.chisquare.
        #expect(answer.remarks.first?.contains("(SRM p = 8.76e-17)") == true, "\(answer.remarks)")
        let even = try await Sheet(Self.data.text).answer("mean:y")
        #expect(!even.hasSampleRatioMismatch)
    }

    /// Where clusters were drawn, their units are as many as they are.
    @Test func aSampleRatioIsOfWhatWasDrawn() async throws {
        var rows: [String] = []
        for cluster in 0..<40 {
            let (arm, size) = cluster % 2 == 0 ? ("a", 10) : ("b", 30)
            rows += (0..<size).map { "\(arm),\($0),\(cluster)" }
        }
        let sheet = try Sheet("arm,y,c\n" + rows.joined(separator: "\n"))
        #expect(try await sheet.answer("mean:y").hasSampleRatioMismatch)
        let clustered = try await sheet.answer("mean:y") { $0.cluster = "c" }
        #expect(!clustered.hasSampleRatioMismatch && clustered.sampleRatio?.pValue == 1)
    }
}
