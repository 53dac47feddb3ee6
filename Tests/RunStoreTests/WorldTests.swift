import Foundation
import MarketLabTesting
import RunStore
import Testing

@Suite(.hangLimit) struct WorldTests {
    let folder: TemporaryFolder
    let store: RunStore

    init() throws {
        folder = try TemporaryFolder()
        store = try RunStore(path: folder.file("deep/er/store.sqlite"))
    }

    private func key(_ replication: Int, _ role: String = "experiment", plan: String = "abc") -> WorldKey {
        WorldKey(plan: plan, replication: replication, role: role)
    }

    @Test func aWorldComesBackAsItWasSaved() throws {
        let outcome = Data((0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        #expect(try store.world(key(0)) == nil)
        try store.save(outcome, for: key(0))
        try store.save(Data(), for: key(1))
        #expect(try store.world(key(0)) == outcome)
        #expect(try store.world(key(1)) == Data())
    }

    @Test func savingAgainReplaces() throws {
        try store.save(Data([1]), for: key(0))
        try store.save(Data([2]), for: key(0))
        #expect(try store.world(key(0)) == Data([2]))
        #expect(try store.worlds(of: "abc").count == 1)
    }

    @Test func aPlanListsItsOwnWorldsInOrder() throws {
        for key in [key(10), key(2, "treated"), key(2, "control"), key(0, plan: "other")] {
            try store.save(Data([0]), for: key)
        }
        #expect(try store.worlds(of: "abc") == [key(2, "control"), key(2, "treated"), key(10)])
        try store.removeWorlds(of: "abc")
        #expect(try store.worlds(of: "abc").isEmpty)
        #expect(try store.worlds(of: "other") == [key(0, plan: "other")])
    }

    @Test func threadsSaveSideBySide() async throws {
        let store = store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    for i in 0..<50 {
                        try store.save(
                            Data([UInt8(i)]), for: WorldKey(plan: "p", replication: i, role: "worker \(worker)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.worlds(of: "p").count == 200)
    }

    @Test func twoStoresShareOneFile() async throws {
        let path = folder.file("shared.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<2 {
                group.addTask {
                    let mine = try RunStore(path: path)
                    for i in 0..<50 {
                        try mine.save(Data([7]), for: WorldKey(plan: "p", replication: i, role: "worker \(worker)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try RunStore(path: path).worlds(of: "p").count == 100)
    }
}
