import Foundation
import MarketLabTesting
import Testing

/// Every value that peers and exact enumeration give for the same data, within the tolerance written beside it.
@Suite struct VectorTests {
    @Test func everyVectorOfAKnownFamilyIsMatched() throws {
        let folder = try VectorReport.folder()
        let report = try VectorReport(folder: folder, families: VectorFamily.all)
        print("vectors of \(folder.path)")
        print(report.summary)
        for failure in report.failures { Issue.record("\(failure)") }
        #expect(report.ran > 0, "no vector ran")
    }

    @Test func aKindThatNoMethodAnswersIsAFailure() throws {
        let json = JSONValue.object([
            "id": .text("x"), "inputs": .object(["kind": .text("tarot")]), "expected": .object([:]),
            "tol": .object(["rel": .number(0), "abs": .number(0)]),
        ])
        #expect(throws: UnknownKind.self) { try VectorFamily.welch.answer(VectorCase(json)) }
    }
}
