import Foundation
import MarketLabTesting
import Testing

/// Where a scenario's policies and their interpreter are looked for, whatever command reads it.
@Suite(.tags(.program), .hangLimit) struct NamingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["rankers", "scenarios/own"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write(
            """
            from marketlab import ranking

            @ranking
            def freshest(age):
                "The newest listing first."
                return -age
            """, to: "rankers/freshest.py")
        try folder.write(
            """
            replications: 1
            market: {users: {count: 200}, listings: {initial: 300}}
            experiment:
              length: 2d
              warmup: 0d
              followup: 1d
              arms: {control: {}, treatment: {policies: {ranking: freshest}}}
            """, to: "scenarios/named.yaml")
    }

    private func run(_ arguments: [String], in place: String = "") throws -> Program.Ran {
        try Program.run(arguments, in: place.isEmpty ? folder.path : folder.file(place))
    }

    /// The commands that run a scenario's worlds find a plug-in by name in the folders of `--policy-path`.
    @Test(arguments: [
        ["run", "scenarios/named.yaml", "--quiet"], ["gate", "scenarios/named.yaml", "--experiments", "20", "--quiet"],
        ["nightly", "scenarios", "--quiet"],
        ["study", "scenarios/named.yaml", "--replications", "2", "--quiet"],
        ["power", "scenarios/named.yaml", "--metric", "ctr", "--quiet"],
    ])
    func everyCommandFindsAPolicyByItsName(command: [String]) throws {
        let lost = try run(command)
        #expect(lost.status == 2 && lost.errors.contains("freshest"), "\(lost.text)\(lost.errors)")
        let found = try run(command + ["--policy-path", "rankers"])
        // A gate of so small a market may not be able to judge it.
        #expect([0, 3].contains(found.status), "\(found.text)\(found.errors)")
    }

    /// A stored run's paths start from its scenario, wherever its log is written from.
    @Test func aStoredRunIsExportedFromAnyFolder() throws {
        let plain = try folder.text("scenarios/named.yaml")
        try folder.write(
            plain.replacingOccurrences(of: "ranking: freshest", with: "ranking: ../rankers/freshest.py"),
            to: "scenarios/beside.yaml")
        let ran = try run(["run", "scenarios/beside.yaml", "--store", "runs.sqlite", "--quiet"])
        #expect(ran.status == 0, "\(ran.errors)")
        let export = ["export", "beside", "--format", "csv", "--to", "log", "--store", "../runs.sqlite", "--quiet"]
        let written = try run(export, in: "rankers")
        #expect(written.status == 0, "\(written.errors)")
    }

    /// The interpreter of a scenario's policies in Python is the one that the scenario names.
    @Test func theScenarioNamesItsInterpreter() throws {
        try folder.write(
            """
            #!/bin/sh
            echo used >> "$(dirname "$0")/used"
            exec python3 "$@"
            """, to: "scenarios/own/python")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.file("scenarios/own/python"))
        let named = ["run", "scenarios/named.yaml", "--policy-path", "rankers", "--quiet"]
        let ran = try run(named + ["--set", "python=./own/python"])
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(try folder.text("scenarios/own/used").contains("used"))
        let missing = try run(named + ["--set", "python=./none"])
        #expect(missing.status == 2 && missing.said.count == 1, "\(missing.errors)")
        #expect(missing.errors.contains("scenarios/./none cannot be started"), "\(missing.errors)")
    }
}
