import Foundation
import MarketLabTesting
import RunStore
import Testing

@Suite(.hangLimit) struct KillTests {
    private static func key(_ i: Int) -> WorldKey { WorldKey(plan: "p", replication: i, role: "experiment") }
    /// Every byte follows from the key, so that a torn outcome would show.
    private static func outcome(_ i: Int) -> Data { Data(repeating: UInt8(truncatingIfNeeded: i), count: 50_000 + i) }

    /// The store holds the first so many worlds, whole, and takes more.
    private static func expectAPrefix(at path: String, of count: ClosedRange<Int>) throws {
        let store = try RunStore(path: path)
        let saved = try store.worlds(of: "p")
        #expect(count.contains(saved.count))
        #expect(saved == (0..<saved.count).map(key))
        for i in 0..<saved.count { #expect(try store.world(key(i)) == outcome(i)) }
        try store.save(outcome(saved.count), for: key(saved.count))
        #expect(try store.world(key(saved.count)) == outcome(saved.count))
    }

    @Test func aWriteCutOffAnywhereLeavesAllThatWasSavedBefore() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("store.sqlite")
        let store = try RunStore(path: path)
        for i in 0..<6 { try store.save(Self.outcome(i), for: Self.key(i)) }
        // What a process killed at that byte leaves: the file, and its log as far as it was written.
        let log = try Data(contentsOf: URL(filePath: path + "-wal"))
        for cut in [log.count, log.count - 1, log.count - 4_000, log.count / 2, log.count / 3] {
            let copy = folder.file("cut-\(cut).sqlite")
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            try log.prefix(cut).write(to: URL(filePath: copy + "-wal"))
            try Self.expectAPrefix(at: copy, of: cut == log.count ? 6...6 : 0...5)
        }
    }

    @Test func aKilledProcessLeavesAStoreThatWorks() async throws {
        let folder = try TemporaryFolder()
        setenv("RUNSTORE_KILL_TEST", folder.file("store.sqlite"), 1)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let path = try #require(ProcessInfo.processInfo.environment["RUNSTORE_KILL_TEST"])
            let store = try RunStore(path: path)
            Thread.detachNewThread {
                while FileManager.default.fileExists(atPath: path + ".go") == false { usleep(100) }
                usleep(3_000)
                kill(getpid(), SIGKILL)
            }
            for i in 0..<1_000_000 {
                try store.save(Self.outcome(i), for: Self.key(i))
                if i == 20 { _ = FileManager.default.createFile(atPath: path + ".go", contents: nil) }
            }
        }
        try Self.expectAPrefix(at: folder.file("store.sqlite"), of: 21...1_000_000)
    }
}
