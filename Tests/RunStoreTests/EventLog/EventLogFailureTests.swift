import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import RunStore
import Testing

@Suite struct EventLogFailureTests {
    private static let task = WorldTask(replication: 0, role: .experiment)
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func problem(_ body: () throws -> Void) throws -> String {
        try #require(throws: StoreProblem.self) { try body() }.description
    }

    private func runOneWorld(_ plan: Plan, _ log: EventLog) throws {
        let outcome = try WorldRunner(plan: plan, policies: .builtIn).run(Self.task, consumers: [log])
        try log.finish(try #require(outcome))
    }

    @Test func aFullDiskStopsTheWorldWithOneSentenceAndLeavesNothingUnderTheName() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let plan = EventLogRun.plan()
        let log = try EventLog(folder: folder.path, task: Self.task, plan: plan, device: "/dev/full")
        let said = try problem { try runOneWorld(plan, log) }
        #expect(said == "the event log /dev/full cannot be written: the disk is full")
        #expect(!FileManager.default.fileExists(atPath: EventLog.path(of: Self.task, in: folder.path)))
    }

    @Test func aFileInPlaceOfTheFolderIsSaid() throws {
        let path = folder.file("log")
        try Data("x".utf8).write(to: URL(filePath: path))
        let plan = EventLogRun.plan()
        for place in [path, path + "/deeper"] {
            let said = try problem { _ = try EventLogs(folder: place, plan: plan) }
            #expect(said == "the event log \(place) cannot be written: a file stands where its folder should be")
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("x".utf8))
    }

    @Test func aFileInPlaceOfAWorldIsSaidAndKept() throws {
        let path = EventLog.path(of: Self.task, in: folder.path)
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(filePath: path))
        let said = try problem { _ = try EventLog(folder: folder.path, task: Self.task, plan: EventLogRun.plan()) }
        #expect(said == "the event log \(path) cannot be written: a file stands where its folder should be")
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("x".utf8))
    }

    @Test func aPlaceThatTakesNoFoldersIsSaid() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
        let said = try problem { _ = try EventLogs(folder: "/proc/log", plan: EventLogRun.plan()) }
        #expect(said.hasPrefix("the event log /proc/log cannot be written: "))
    }

    @Test func theFinalNameComesWithTheWholeLog() throws {
        let plan = EventLogRun.plan()
        let path = EventLog.path(of: Self.task, in: folder.path)
        let exists = { FileManager.default.fileExists(atPath: $0) }
        let log = try EventLog(folder: folder.path, task: Self.task, plan: plan)
        #expect(exists(path + ".partial") && !exists(path))
        try runOneWorld(plan, log)
        #expect(exists(path + "/world.csv") && !exists(path + ".partial"))
    }

    @Test func theLogOfTheSameWorldIsMadeAgain() throws {
        let plan = EventLogRun.plan()
        let path = EventLog.path(of: Self.task, in: folder.path)
        // What a killed run leaves is no obstacle.
        _ = try EventLog(folder: folder.path, task: Self.task, plan: plan)
        try runOneWorld(plan, try EventLog(folder: folder.path, task: Self.task, plan: plan))
        try Data("old".utf8).write(to: URL(filePath: path + "/stray"))
        try runOneWorld(plan, try EventLog(folder: folder.path, task: Self.task, plan: plan))
        let files = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(files.count == 29 && !files.contains("stray"))
        let siblings = try FileManager.default.contentsOfDirectory(atPath: folder.file("replication-000"))
        #expect(siblings == ["experiment"])
    }

    @Test func theLogOfAnotherRunIsRefusedAndKept() throws {
        let plan = EventLogRun.plan()
        let path = EventLog.path(of: Self.task, in: folder.path)
        try runOneWorld(plan, try EventLog(folder: folder.path, task: Self.task, plan: plan))
        let world = try Data(contentsOf: URL(filePath: path + "/world.csv"))
        let said = try problem {
            _ = try EventLog(folder: folder.path, task: Self.task, plan: EventLogRun.plan(seed: 2))
        }
        #expect(said.hasPrefix("the event log \(path) exists already and is of another run"))
        #expect(try Data(contentsOf: URL(filePath: path + "/world.csv")) == world)
    }
}
