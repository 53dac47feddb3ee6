import Analysis
import Foundation
import MarketLabTesting
import Statistics
import Testing

/// A switchback from a table of rows with times: blocks of time are what is drawn.
@Suite struct SwitchbackTableTests {
    /// Trips of 40 blocks of 90 minutes; as `statsmodels` has them.
    static let trips: [(minute: Int, arm: Character, y: Double)] = {
        var generator = Xorshift64(state: 88_172_645_463_325_252)
        func uniform() -> Double { generator.uniform() }
        var trips: [(minute: Int, arm: Character, y: Double)] = []
        for (block, arm) in "abbabaababbaabbabaabbaababbabaabbbaabaab".enumerated() {
            let level = uniform() * 6
            for _ in 0..<3 + Int(uniform() * 8) {
                let minute = Int(uniform() * 90)
                let y = level + uniform() * 4 + (arm == "b" && minute >= 10 ? 1.5 : 0)
                _ = (uniform(), uniform())
                trips.append((block * 90 + minute, arm, y))
            }
        }
        return trips
    }()

    private func table(_ time: (Int) -> String) -> String {
        "at,arm,y\n" + Self.trips.map { "\(time($0.minute)),\($0.arm),\($0.y)" }.joined(separator: "\n")
    }

    private static func blocks(_ change: (inout SwitchbackBlocks) -> Void = { _ in }) -> SwitchbackBlocks {
        var blocks = SwitchbackBlocks(time: "at", block: 90 * 60_000)
        blocks.washout = 10 * 60_000
        change(&blocks)
        return blocks
    }

    private func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
        a.map { abs($0 - b) <= tolerance * max(1, abs(b)) } ?? false
    }

    /// OLS(y, treated).fit(cov_type="cluster", groups=block, use_t, df_correction) of statsmodels 0.15.
    @Test func itIsTheRegressionWithErrorsByBlock() async throws {
        let answer = try await Sheet(table { "\($0 * 60)" }).answer("mean:y") { $0.switchback = Self.blocks() }
        let row = answer.rows[0]
        #expect(near(row.difference?.estimate, 0.6004804691799498))
        #expect(near(row.difference?.standardError, 0.5170625518059078))
        #expect(near(row.pValue, 0.2525663209803953, 1e-8))
        #expect(near(row.difference?.lower, -0.44537726, 1e-7) && near(row.difference?.upper, 1.6463382, 1e-7))
        #expect(row.degreesOfFreedom == 39 && row.method.hasPrefix("t on blocks less one, error CR1"))
        #expect(answer.counts.blocks == 40 && answer.counts.rows == 268 && answer.counts.rowsWashedOut == 33)
        #expect(answer.remarks.contains { $0.hasPrefix("33 rows are left out as the start of a block") })
        // 20 blocks each were drawn, whatever their trips.
        #expect(answer.sampleRatio?.pValue == 1)
    }

    @Test func howATimeIsWrittenChangesNothing() async throws {
        let expected = try await Sheet(table { "\($0 * 60)" }).answer("mean:y") { $0.switchback = Self.blocks() }
        let midnight = Date(timeIntervalSince1970: 1_772_323_200)  // 2026-03-01T00:00Z, a multiple of 90 minutes
        let dates = try await Sheet(table { midnight.addingTimeInterval(Double($0) * 60).formatted(.iso8601) })
            .answer("mean:y") { $0.switchback = Self.blocks() }
        #expect(dates.rows == expected.rows)
        let milliseconds = try await Sheet(table { "\($0 * 60_000 + 1_800_000)" }).answer("mean:y") {
            $0.switchback = Self.blocks {
                $0.unit = .milliseconds
                $0.start = 1_800_000
            }
        }
        #expect(milliseconds.rows == expected.rows)
    }

    @Test func aBlockWithTwoVariantsIsAMistakeWithItsLine() async throws {
        let rows = ["0,a,1", "3599,a,2", "3600,b,1", "5000,a,3", "7200,a,1"]
        let sheet = try Sheet("at,arm,y\n" + rows.joined(separator: "\n"))
        let refusal = try #require(
            await sheet.refusal("mean:y") { $0.switchback = SwitchbackBlocks(time: "at", block: 3_600_000) })
        #expect(
            refusal.hasPrefix(
                "data.csv:5: at: the block from 1970-01-01T01:00:00Z to 1970-01-01T02:00:00Z (UTC) has rows of \"b\" and "
                    + "of \"a\""), "\(refusal)")
        // What the start of a block still has of the last one is washed out.
        let late = try Sheet("at,arm,y\n0,a,1\n10,a,2\n3600,a,3\n3700,b,1\n3800,b,4\n")
        #expect(await late.refusal("mean:y") { $0.switchback = SwitchbackBlocks(time: "at", block: 3_600_000) } != nil)
        let washed = try await late.answer("mean:y") {
            $0.switchback = SwitchbackBlocks(time: "at", block: 3_600_000)
            $0.switchback?.washout = 60_000
        }
        #expect(washed.counts.rowsWashedOut == 3)
    }

    /// Some megabytes, so that the two variants stand in different blocks of bytes.
    @Test func aBlockOfTimeMayReachOverBlocksOfBytes() async throws {
        let rows = (0..<400_000).map { "\($0),\($0 < 200_000 ? "a" : "b"),\($0 % 7)" }
        let sheet = try Sheet("at,arm,y\n" + (rows + ["150000,b,1"]).joined(separator: "\n"))
        let refusal = await sheet.refusal("mean:y") { $0.switchback = SwitchbackBlocks(time: "at", block: 10_000_000) }
        #expect(refusal?.hasPrefix("data.csv:400002: at: the block from") == true, "\(refusal ?? "")")
    }

    @Test(arguments: ["yesterday", "1e300", "2026-02-30", "09:30"])
    func whatIsNoTimeIsRefused(time: String) async throws {
        let refusal = try await Sheet("at,arm,y\n0,a,1\n\(time),b,1\n").refusal("mean:y") {
            $0.switchback = SwitchbackBlocks(time: "at", block: 1_000)
        }
        #expect(refusal?.hasPrefix("data.csv:3: at: expected a time") == true, "\(refusal ?? "")")
    }

    @Test func labelsOfBlocksAreDrawnAnew() async throws {
        let row = try await Sheet(table { "\($0 * 60)" }).answer("mean:y") {
            $0.switchback = Self.blocks()
            $0.randomisation = 999
        }.rows[0]
        #expect(abs((row.randomisation?.pValue ?? 2) - 0.2526) < 0.06)
        #expect(row.randomisation?.definition.contains("labels of blocks drawn anew") == true)
    }

    @Test func whatDoesNotGoWithItIsSaid() async throws {
        let sheet = try Sheet("at,arm,y\n0,a,1\n1,b,1\n")
        func refusal(_ change: (inout Question) -> Void) async -> String? {
            await sheet.refusal("mean:y") {
                $0.switchback = SwitchbackBlocks(time: "at", block: 1_000)
                change(&$0)
            }
        }
        #expect(await refusal { $0.unit = "at" }?.contains("--time does not go with --unit") == true)
        #expect(await refusal { $0.strata = "at" }?.contains("--time does not go with --strata") == true)
        #expect(await refusal { $0.method = .bayesian }?.contains("--method bayesian does not go with --time") == true)
        #expect(await refusal { $0.switchback?.washout = 1_000 }?.contains("less than --block") == true)
        #expect(await refusal { $0.switchback?.block = 0 }?.contains("above 0") == true)
    }
}
