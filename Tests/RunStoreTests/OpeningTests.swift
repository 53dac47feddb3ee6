import Foundation
import MarketLabTesting
import RunStore
import Testing

@Suite(.hangLimit) struct OpeningTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func problem(opening path: String) throws -> String {
        try #require(throws: StoreProblem.self) { _ = try RunStore(path: path) }.description
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndKept() throws {
        let path = folder.file("notes.txt")
        let text = String(repeating: "These are notes, not a database.\n", count: 100)
        try Data(text.utf8).write(to: URL(filePath: path))
        let said = try problem(opening: path)
        #expect(said.contains(path) && said.contains("not an SQLite database"))
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }

    @Test func aFolderBelowAFileIsRefused() throws {
        try Data("x".utf8).write(to: URL(filePath: folder.file("file")))
        #expect(try problem(opening: folder.file("file/store.sqlite")).contains("its folder cannot be used"))
    }

    @Test func aFolderInPlaceOfTheFileIsRefused() throws {
        #expect(try problem(opening: folder.path).contains(folder.path))
    }

    @Test func aPlaceThatTakesNoFilesIsRefused() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
        #expect(try problem(opening: "/proc/store.sqlite").contains("read-only"))
    }

    @Test func aFullDiskIsSaidAndHarmsNothing() throws {
        let path = folder.file("store.sqlite")
        let key = WorldKey(plan: "p", replication: 0, role: "experiment")
        let store = try RunStore(path: path, pageLimit: 40)
        try store.save(Data(count: 10_000), for: key)
        let problem = try #require(throws: StoreProblem.self) {
            try store.save(Data(count: 1_000_000), for: WorldKey(plan: "p", replication: 1, role: "experiment"))
        }
        #expect(problem.description.contains("the disk is full"))
        #expect(try store.worlds(of: "p") == [key])
        try store.save(Data([1]), for: key)
        #expect(try RunStore(path: path).world(key) == Data([1]))
    }

    @Test func openingAgainKeepsEverything() throws {
        let path = folder.file("store.sqlite")
        let key = WorldKey(plan: "p", replication: 0, role: "experiment")
        do { try RunStore(path: path).save(Data([9]), for: key) }
        #expect(try RunStore(path: path).world(key) == Data([9]))
    }

    /// A store on disk whose bytes were changed while nobody had it open.
    private func store(patched patch: (inout Data) -> Void) throws -> String {
        let path = folder.file("patched.sqlite")
        do { try RunStore(path: path).save(Data([9]), for: WorldKey(plan: "p", replication: 0, role: "r")) }
        var bytes = try Data(contentsOf: URL(filePath: path))
        patch(&bytes)
        try bytes.write(to: URL(filePath: path))
        return path
    }

    @Test func aStoreOfANewerVersionIsRefused() throws {
        let path = try store { bytes in
            // The name of the migration that made the tables becomes one that nobody knows.
            while let name = bytes.range(of: Data("1: worlds".utf8)) {
                bytes.replaceSubrange(name, with: Data("9: worlds".utf8))
            }
        }
        #expect(try problem(opening: path).contains("newer version of MarketLab"))
    }

    /// Running again would meet the same file.
    @Test(arguments: [4_096..<4_296, 100..<300, 3_000..<Int.max])
    func aStoreWithoutItsPagesIsToBeMovedAway(lost: Range<Int>) throws {
        let path = try store { bytes in
            if lost.upperBound == Int.max {
                bytes = bytes.prefix(lost.lowerBound)
            } else {
                bytes.replaceSubrange(lost, with: Data(count: lost.count))
            }
        }
        let problem = try #require(throws: StoreProblem.self) { _ = try RunStore(path: path).runs() }
        #expect(problem.description.contains("is damaged") && !problem.isDamage)
        #expect(problem.description.contains("move the file away and run the scenarios again"), "\(problem)")
    }

    @Test func theDatabaseOfAnotherProgramIsRefusedAndKept() throws {
        // Where SQLite keeps the application's mark.
        let path = try store { $0.replaceSubrange(68..<72, with: [0, 0, 0, 1]) }
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(try problem(opening: path).contains("another program"))
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
}
