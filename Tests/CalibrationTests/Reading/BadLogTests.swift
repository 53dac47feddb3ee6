import Calibration
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import Testing

@Suite struct BadLogTests {
    private static let header = "user_id,session_id,stime,event_id,item_id,price,c0_id"

    /// A log of 400 users with few visits or many, an item viewed in each, 1,400 rows, with the given lines behind it.
    private func log(_ extra: [String] = [], header: String = BadLogTests.header) -> String {
        var lines = [header]
        let visits = [1, 1, 1, 1, 2, 2, 3, 4, 7, 13]
        for user in 0..<400 {
            for visit in 0..<visits[user % 10] {
                let day = 1 + (user * 3 + visit * 4) % 20
                let item = (user * 7 + visit) % 200
                lines.append(
                    "u\(user),\(user)-\(visit),2023-05-\(day < 10 ? "0" : "")\(day) 12:00:00 UTC,item_view,"
                        + "i\(item),\(5 + item % 40).00,\(item % 3)")
            }
        }
        return (lines + extra).joined(separator: "\n") + "\n"
    }

    private func calibrate(_ text: String) throws -> Calibration {
        let folder = try TemporaryFolder()
        return try Calibration(log: folder.file(try folder.write(text, to: "events.csv")), policies: .builtIn)
    }

    /// What is read of a log, of which alone the fit is a function.
    private func read(_ text: String) throws -> (tally: LogTally, skipped: SkippedRows) {
        let folder = try TemporaryFolder()
        let reader = try LogReader(file: folder.file(try folder.write(text, to: "events.csv")))
        return (reader.tally, reader.skipped)
    }

    private func problem(_ text: String) throws -> String {
        try #require(throws: CalibrationProblem.self) { try calibrate(text) }.description
    }

    @Test func aMissingColumnIsNamedWithTheNeededOnes() throws {
        let said = try problem(log(header: "user_id,session_id,when,event_id,item_id,cost,c0_id"))
        #expect(
            said.hasSuffix(
                ":1: the columns stime, price are missing; needed are "
                    + "user_id, session_id, stime, event_id, item_id, price, c0_id"))
    }

    @Test func aColumnGivenTwiceIsRefused() throws {
        #expect(try problem(log(header: Self.header + ",price")).contains("the column price is given twice"))
    }

    @Test func anEmptyFileAHeaderAloneAndNoFileAreSaid() throws {
        #expect(
            try problem("").hasSuffix(
                ": is empty; needed is a header with user_id, session_id, stime, event_id, item_id, price, c0_id"))
        #expect(try problem(Self.header + "\n").hasSuffix(": has a header and no rows"))
        let said = try #require(throws: CalibrationProblem.self) {
            try Calibration(log: "/nowhere/log.csv", policies: .builtIn)
        }
        #expect(said.description == "/nowhere/log.csv: cannot be read: no such file or directory")
    }

    @Test func whatIsNotCSVIsSaid() throws {
        #expect(try problem("\u{1}\u{2}PAR1 \"\n\u{3}").contains(":1: "))
        #expect(try problem("\u{0}\u{1}\u{2}").hasSuffix("is not a text file; needed is CSV"))
        #expect(try problem("PK\u{3}\u{4}...").contains("is a zip archive"))
        #expect(
            try problem("user_id;session_id;stime\n").hasSuffix(
                ":1: the header has one cell; cells must be separated by commas, not by \";\""))
    }

    @Test func aLogThatIsTooSmallIsToldWhatItHoldsAndWhatIsNeeded() throws {
        let user = log().split(separator: "\n").filter { $0.hasPrefix("user_id") || $0.hasPrefix("u9,") }
        #expect(
            try problem(user.joined(separator: "\n")).hasSuffix(
                "holds 1 user, 13 items and 13 views, too little to fit a market to: "
                    + "at least 30 users, 30 items and 100 views are needed"))
        let once = log().split(separator: "\n").filter { $0.hasPrefix("user_id") || $0.contains("-0,") }
        #expect(
            try problem(once.joined(separator: "\n")).hasSuffix(
                "the 400 sessions of its 400 users do not tell how much users differ: "
                    + "needed are users with one session and users with several"))
    }

    @Test func manyBadTimesAreRefusedWithTheLineOfTheFirst() throws {
        let bad = (0..<30).map { "u\($0),s,yesterday,item_view,i1,5.00,1" }
        let said = try problem(log(bad))
        #expect(said.contains(":1402: stime is no time, here and in 30 of 1430 rows"))
        #expect(said.contains("expected a time such as 2023-05-01 09:30:00.250 UTC"))
    }

    @Test func aFewBadRowsAreSkippedAndCounted() throws {
        let rows: [(String, SkippedRows.Reason)] = [
            ("u1,s,2023-02-30 00:00:00,item_view,i1,5.00,1", .time),
            ("u1,s,2023-05-03 00:00:00 CET,item_view,i1,5.00,1", .time), ("u1,s,,item_view,i1,5.00,1", .time),
            ("u1,s,2023-05-03 00:00:00,item_seen,i1,5.00,1", .event),
            ("u1,s,2023-05-03 00:00:00,item_view,i1,-5.00,1", .price),
            ("u1,s,2023-05-03 00:00:00,item_view,i1,,1", .price),
            (",s,2023-05-03 00:00:00,item_view,i1,5.00,1", .name),
            ("u1,s,2023-05-03 00:00:00,item_view,i1,5.00", .cells),
            ("u1,s,2023-05-03 00:00:00,item_view,i\"1,5.00,1", .form),
        ]
        let (tally, skipped) = try read(log(rows.map(\.0)))
        #expect(try tally == read(log()).tally)
        #expect(skipped.faulty == rows.count && skipped.used == 1_400)
        for reason in SkippedRows.Reason.allCases {
            let first = try #require(rows.firstIndex { $0.1 == reason })
            let count = rows.count { $0.1 == reason }
            #expect(skipped.faults[reason]?.count == count && skipped.faults[reason]?.line == 1_402 + first)
            #expect(
                skipped.sentences.contains(
                    "\(count) of 1409 rows were skipped: \(reason.rawValue) (first in line \(1_402 + first))"))
        }
    }

    @Test func duplicateRowsCountOnceAndAreReported() throws {
        let once = log()
        let twice = once + once.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        let (tally, skipped) = try read(twice)
        #expect(skipped.duplicates == 1_400 && skipped.used == 1_400 && skipped.faulty == 0)
        #expect(skipped.sentences == ["1400 of 2800 rows stood in the log already and were skipped"])
        #expect(try tally == read(once).tally)
    }

    @Test func quotedCellsAndWindowsLineEndsAreRead() throws {
        let plain = try read(log())
        #expect(plain.skipped.used == 1_400 && plain.skipped.faulty == 0)
        let quoted = log().replacing("item_view,i1,", with: "\"item_view\",\"i1\",").replacing("\n", with: "\r\n")
        #expect(try read(quoted) == plain)
        let named = log().split(separator: "\n").enumerated().map { $0 == 0 ? "\($1),name" : "\($1),\"a, big\nname\"" }
        #expect(try read(named.joined(separator: "\n")) == plain)
    }

    @Test func theOrderOfRowsAndColumnsDoesNotMatter() throws {
        var lines = log().split(separator: "\n").map(String.init)
        let first = try calibrate(log())
        lines = [lines[0]] + lines.dropFirst().reversed()
        let turned = lines.map { $0.split(separator: ",").reversed().joined(separator: ",") + ",x" }
        let second = try calibrate(turned.joined(separator: "\n").replacing("user_id,x", with: "user_id,color"))
        #expect(first.parameters.map(\.path) == second.parameters.map(\.path))
        for (one, other) in zip(first.parameters, second.parameters) {
            #expect(abs(one.value - other.value) <= 1e-6 * abs(one.value), "\(one.path)")
        }
    }

    @Test func aLogOfADayAndAnOutlyingTimeAreRefused() throws {
        let short = log().replacing(#/2023-05-\d\d/#, with: "2023-05-01")
        #expect(try problem(short).hasSuffix("spans 0.0 hours, too short to fit a market to: at least 24 are needed"))
        let long = try problem(log(["u1,s,1999-05-03 00:00:00,item_view,i1,5.00,1"]))
        #expect(long.contains("spans 8") && long.contains("is a time wrong?"))
    }
}
