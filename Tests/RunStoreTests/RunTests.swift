import Foundation
import MarketLabTesting
import RunStore
import Testing

@Suite struct RunTests {
    let folder: TemporaryFolder
    let store: RunStore

    init() throws {
        folder = try TemporaryFolder()
        store = try RunStore(path: folder.file("store.sqlite"))
    }

    private func record(_ id: String, _ scenario: String, at seconds: Double, readout: String? = nil) -> RunRecord {
        RunRecord(
            id: id, scenario: scenario, title: "The \(scenario)", seed: .max, replicationsPlanned: 24,
            replicationsDone: 3, status: .interrupted, startedAt: Date(timeIntervalSince1970: seconds), version: "0.1",
            overrides: "--set a=b", scenarioText: "name: \(scenario)\n# ünï", readout: readout.map { Data($0.utf8) },
            outputFolder: "reports/x")
    }

    @Test func aRunComesBackAsItWasSaved() throws {
        var run = record("0a1b2c3d", "scarce", at: 1_764_000_000.123456)
        try store.save(run)
        #expect(try store.runs() == [run])
        run.status = .finished
        run.readout = Data("{}".utf8)
        run.outputFolder = nil
        try store.save(run)
        #expect(try store.runs() == [run])
    }

    @Test func theNewestRunStandsFirst() throws {
        try store.save(record("a", "x", at: 10))
        try store.save(record("c", "x", at: 30))
        try store.save(record("b", "x", at: 20))
        #expect(try store.runs().map(\.id) == ["c", "b", "a"])
    }

    @Test func aScenarioKeepsTheHistoryOfItsReadouts() throws {
        try store.save(record("a", "x", at: 10, readout: "one"))
        try store.save(record("b", "y", at: 20, readout: "other"))
        try store.save(record("c", "x", at: 30))
        try store.save(record("d", "x", at: 40, readout: "two"))
        #expect(try store.history(of: "x").map(\.readout) == [Data("two".utf8), Data("one".utf8)])
    }

    @Test func aRunIsFoundByIdByPrefixAndByScenario() throws {
        try store.save(record("abc00001", "scarce", at: 10))
        try store.save(record("abd00002", "scarce", at: 20))
        #expect(try store.run(matching: "abc00001").id == "abc00001")
        #expect(try store.run(matching: "abd").id == "abd00002")
        #expect(try store.run(matching: "scarce").id == "abd00002")
    }

    @Test func anAmbiguousPrefixListsItsRuns() throws {
        try store.save(record("abc00001", "scarce", at: 10))
        try store.save(record("abd00002", "plenty", at: 20))
        let problem = try #require(throws: StoreProblem.self) { try store.run(matching: "ab") }
        #expect(problem.description.contains("\"ab\" could be any of abd00002 (plenty), abc00001 (scarce)"))
    }

    @Test(arguments: ["nothing", "", "%", "_"])
    func anUnknownNameListsWhatThereIs(name: String) throws {
        let empty = try #require(throws: StoreProblem.self) { try store.run(matching: name) }
        #expect(empty.description.contains("holds none"))
        for i in 0..<7 { try store.save(record("abc0000\(i)", "scarce", at: Double(i))) }
        let problem = try #require(throws: StoreProblem.self) { try store.run(matching: name) }
        #expect(problem.description.contains("it holds abc00006 (scarce)"))
        #expect(problem.description.contains("and 2 more"))
    }

    @Test func aFreshIdIsEightHexadecimalDigits() throws {
        let id = try store.freshID()
        #expect(id.count == 8 && id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }
}
