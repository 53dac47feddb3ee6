import Foundation
import MarketLabTesting
import Plugins
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
        // A night goes on with its other scenarios.
        #expect(
            lost.status == (command[0] == "nightly" ? 5 : 2) && lost.errors.contains("freshest"),
            "\(lost.text)\(lost.errors)")
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
    }

    /// Which interpreter cannot serve, and what is said of it; what is known without running it, `validate` says as well.
    @Test(arguments: [
        ("./none", "scenarios/./none, the interpreter of policies in Python, is not there", true),
        (
            "./own",
            "scenarios/./own is a folder; expected an interpreter of Python, such as scenarios/./own/bin/python3", true
        ),
        ("./named.yaml", "scenarios/./named.yaml, the interpreter of policies in Python, may not be executed", true),
        ("no-such-python", "no-such-python, the interpreter of policies in Python, is no command of the PATH", true),
        ("\"\"", "expected the path of an interpreter of Python, or a command", true),
        ("/bin/true", "/bin/true is no Python", false),
        (
            "./bare/bin/python3",
            "scenarios/./bare/bin/python3 has no numpy, which policies in Python need: scenarios/./bare/bin/python3 -m pip install numpy",
            false
        ),
    ])
    func anInterpreterThatCannotServeIsAMistakeOfItsKey(python: String, words: String, isSeen: Bool) throws {
        if python.contains("bare") {
            // An environment sees nothing of the system's packages.
            let made = try Program.other(
                "python3", ["-m", "venv", "--without-pip", folder.file("scenarios/bare")], in: folder.path)
            try #require(made.status == 0, "\(made.errors)")
        }
        let lines = try folder.text("scenarios/named.yaml").replacingOccurrences(
            of: "treatment:", with: "other: {policies: {ranking: freshest}}, treatment:")
        try folder.write("\(lines)\npython: \(python)\n", to: "scenarios/python.yaml")
        let line = lines.split(separator: "\n", omittingEmptySubsequences: false).count + 1
        let said = "error: scenarios/python.yaml:\(line): python: \(words)"
        let ran = try run(["run", "scenarios/python.yaml", "--policy-path", "rankers", "--quiet"])
        #expect(ran.status == 2 && ran.said == [said], "\(ran.errors)")
        let valid = try run(["validate", "scenarios/python.yaml", "--policy-path", "rankers"])
        #expect(valid.said == (isSeen ? [said] : []), "\(valid.errors)")
    }

    /// What any plug-in can be told is checked where nothing of it is run, too.
    @Test(arguments: [
        ("on_failure: falback", "expected one of stop, fallback, found \"falback\"; did you mean \"fallback\"?"),
        ("time_limit: 7", "expected a duration such as 30s, 15m, 12h or 7d from 1ms to 1d, found \"7\""),
        ("time_limit: 2d", "expected a duration such as 30s, 15m, 12h or 7d from 1ms to 1d, found \"2d\""),
        ("memory_limit: 2", "expected an amount of memory such as 500MB or 2GB from 1MB to 1TB, found \"2\""),
        ("gather: soon", "expected a duration such as 30s, 15m, 12h or 7d from 0s to 1d, found \"soon\""),
        ("isolate: perhaps", "expected true or false, found \"perhaps\""),
    ])
    func validateChecksWhatAnyPolicyCanBeTold(term: String, words: String) throws {
        let text = try folder.text("scenarios/named.yaml").replacingOccurrences(
            of: "ranking: freshest", with: "ranking: {policy: ../rankers/freshest.py, unknown: 3, \(term)}")
        try folder.write(text, to: "scenarios/named.yaml")
        let key = term.prefix { $0 != ":" }
        let said = "error: scenarios/named.yaml:7: experiment.arms.treatment.policies.ranking.\(key): \(words)"
        let valid = try run(["validate", "scenarios/named.yaml"])
        #expect(valid.status == 2 && valid.said == [said], "\(valid.errors)")
    }

    @Test(arguments: [
        ("onx", "onnx"), ("csv-score", "csv-scores"), ("freshst", "freshest"),
        ("../rankers/freshst.py", "../rankers/freshest.py"), ("../rankers/Freshest.py#best", "../rankers/freshest.py"),
        ("../rankers/freshest.py#freshst", "../rankers/freshest.py#freshest"),
        ("../rankers/freshest.py#Freshest", "../rankers/freshest.py#freshest"),
    ])
    func aNameThatIsAlmostAPolicysIsGuessed(name: String, meant: String) throws {
        let ran = try run(
            ["run", "scenarios/named.yaml", "--policy-path", "rankers", "--quiet"]
                + ["--set", "experiment.arms.treatment.policies.ranking=\(name)"])
        #expect(ran.status == 2 && ran.said.count == 1, "\(ran.errors)")
        #expect(ran.errors.contains("did you mean \"\(meant)\"?"), "\(ran.errors)")
    }

    @Test(arguments: ["run", "validate"]) func severalFoldersAreGivenOneByOne(command: String) throws {
        let ran = try run([command, "scenarios/named.yaml", "--policy-path", "rankers:other"])
        let hint = "several are given as --policy-path rankers --policy-path other"
        #expect(ran.status == 2, "\(ran.errors)")
        #expect(ran.said == ["error: --policy-path is rankers:other, and there is no such folder; \(hint)"])
    }

    /// The schema names what is found, and takes any path.
    @Test func theSchemaNamesPoliciesOfOthers() throws {
        let ran = try run(["schema", "--policy-path", "rankers"])
        #expect(ran.status == 0, "\(ran.errors)")
        for name in ["freshest", "onnx", "csv-scores"] {
            #expect(ran.text.contains(#""const": "\#(name)""#), "\(name)")
        }
        let pattern = try Regex(PluginFinder(path: []).pathPattern)
        for name in ["./mine.so", "mine.py", "/a/b.dylib#best", "rankers/any", "mine.py#x/y.py"] {
            #expect(name.contains(pattern), "\(name)")
        }
        for name in ["mine", "mine#a.py", "mine#a/b", "mine.pyc", "onnx"] {
            #expect(!name.contains(pattern), "\(name)")
        }
    }
}
