import Experiments
import Foundation
import MarketLabTesting
import PolicyKit
import Scenarios
import Testing

/// Files that a scenario names for a policy, such as trained models.
@Suite struct NamedFileTests {
    private static func scenario(_ ranking: String) -> String {
        "seed: 1\nexperiment:\n  arms:\n    control: {}\n    treatment:\n      policies:\n        ranking: \(ranking)\n"
    }

    private func choice(_ folder: Folder) throws -> PolicyChoice {
        try #require(try folder.scenario("a.yaml").plan.arms.last).policies[.ranking]
    }

    @Test func aPathBeginsAtTheScenariosFolder() throws {
        let folder = try Folder(["a.yaml": Self.scenario("{policy: trained, file: models/../m.txt}"), "m.txt": "abc"])
        try FileManager.default.createDirectory(atPath: folder.file("models"), withIntermediateDirectories: true)
        let chosen = try choice(folder)
        let file = try #require(chosen.parameters["file"]?.file)
        #expect(file.name == "models/../m.txt")
        #expect(file.path == folder.file("m.txt"))
        // The SHA-256 of "abc" is FIPS 180-2's own example.
        #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(chosen.origin?.files == [PolicyOrigin.File(name: file.name, sha256: file.sha256)])
    }

    @Test func anAbsolutePathIsTakenAsItIs() throws {
        let models = try Folder(["m.txt": "abc"])
        let folder = try Folder(["a.yaml": Self.scenario("{policy: trained, file: \(models.file("m.txt"))}")])
        #expect(try choice(folder).parameters["file"]?.file?.path == models.file("m.txt"))
    }

    @Test func aRetrainedModelIsAnotherRunAndAnotherFolderIsNot() throws {
        let text = Self.scenario("{policy: trained, file: m.txt}")
        func fingerprint(_ model: String) throws -> String {
            try Folder(["a.yaml": text, "m.txt": model]).scenario("a.yaml").plan.fingerprint(build: "b")
        }
        let first = try fingerprint("abc")
        #expect(try fingerprint("abc") == first)
        #expect(try fingerprint("abd") != first)
    }

    @Test func aFileThatIsNotThereIsOneMistake() throws {
        let folder = try Folder([
            "a.yaml": Self.scenario("{policy: trained, file: m.txt}"), "b.yaml": Self.scenario("{policy: trained}"),
            "c.yaml": Self.scenario("{policy: trained, file: [m.txt]}"),
            "d.yaml": Self.scenario("{policy: trained, file: .}"), "e.yaml": Self.scenario("trained"),
        ])
        let key = "experiment.arms.treatment.policies.ranking.file"
        #expect(folder.problems("a.yaml") == ["a.yaml:7: \(key): cannot read m.txt: no such file or directory"])
        #expect(
            folder.problems("b.yaml") == ["b.yaml:7: \(key): expected the path of a file, which policy trained reads"])
        #expect(folder.problems("c.yaml") == ["c.yaml:7: \(key): expected the path of a file, found a list"])
        #expect(folder.problems("d.yaml") == ["d.yaml:7: \(key): cannot read .: is a directory"])
        #expect(
            folder.problems("e.yaml") == ["e.yaml:7: \(key): expected the path of a file, which policy trained reads"])
    }
}
