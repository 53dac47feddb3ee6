import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Scenarios
import Testing

/// Files as they lie on a disk.
@Suite struct ScenarioFileTests {
    @Test func aFileIsReadByteForByte() throws {
        let folder = try Folder(["a.yaml": "seed: 7\r\n# käse\r\nmarket:\r\n  users: {count: 5}\r\n"])
        let scenario = try folder.scenario("a.yaml")
        #expect(scenario.plan.seed == 7)
        #expect(scenario.plan.market.users.count == 5)
        #expect(scenario.text == "seed: 7\r\n# käse\r\nmarket:\r\n  users: {count: 5}\r\n")
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstKey() throws {
        let folder = try Folder(["a.yaml": "\u{FEFF}seed: 7\n"])
        #expect(try folder.scenario("a.yaml").plan.seed == 7)
    }

    @Test func aFileThatCannotBeReadSaysWhy() throws {
        let folder = try Folder()
        try folder.write(Data([0x73, 0xFF, 0xFE]), to: "latin.yaml")
        try folder.write(Data(repeating: 0x23, count: 5 << 20), to: "huge.yaml")
        #expect(folder.problems("none.yaml") == ["none.yaml: cannot be read: no such file or directory"])
        #expect(folder.problems("") == [": cannot be read: is a directory"])
        #expect(folder.problems("latin.yaml") == ["latin.yaml: is not UTF-8 text"])
        #expect(folder.problems("huge.yaml") == ["huge.yaml: cannot be read: it has more than 4 MiB"])
    }

    @Test func aFileWithoutPermissionSaysSo() throws {
        let folder = try Folder(["a.yaml": "seed: 1"])
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(folder.path)/a.yaml")
        // Root may read everything.
        guard !FileManager.default.isReadableFile(atPath: "\(folder.path)/a.yaml") else { return }
        #expect(folder.problems("a.yaml") == ["a.yaml: cannot be read: permission denied"])
    }
}
