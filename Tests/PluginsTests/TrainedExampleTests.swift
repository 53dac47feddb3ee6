import Foundation
import MarketLabTesting
import Testing

/// The worked examples of `examples/models`, from the log to the readout: each is trained on an exported log and put back in.
///
/// The interpreter's environment has the packages that they train with in the long form only (`make check`).
@Suite(
    .tags(.program, .long), .hangLimit,
    .enabled(if: TestOptions.isLong, "LightGBM and scikit-learn, with MARKETLAB_LONG=1"))
struct TrainedExampleTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let examples = Checkout.file("examples/models")
        for name in try FileManager.default.contentsOfDirectory(atPath: examples.path)
        where name.hasSuffix(".py") || name.hasSuffix(".yaml") {
            try FileManager.default.copyItem(atPath: "\(examples.path)/\(name)", toPath: folder.file(name))
        }
    }

    /// Runs the lines of a shell in which `marketlab` and the environment's `python3` are found.
    private func run(_ lines: String) throws {
        let ran = try Program.shell(
            "set -e; export PATH=\"$(dirname \"$MARKETLAB\"):$VIRTUAL_ENV/bin:$PATH\"\n" + lines, in: folder.path)
        try #require(ran.status == 0, "\(ran.text)\(ran.errors)")
    }

    /// The interval of the effect of a launch, over control.
    private func truth(of metric: String, in scenario: String) throws -> (lower: Double, upper: Double) {
        let bytes = try folder.bytes("reports/\(scenario)/readout.json")
        let readout = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        let metrics = try #require(readout?["metrics"] as? [[String: Any]])
        let truth = try #require(metrics.first { $0["name"] as? String == metric }?["truth"] as? [String: Any])
        let effect = try #require(truth["difference"] as? [String: Any])
        return try (#require(effect["lower"] as? Double), #require(effect["upper"] as? Double))
    }

    /// The lines of shell of a section of the chapter, word for word.
    private func chapter(_ part: String) throws -> String {
        let text = try Checkout.text("docs/BringAModel.md")
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(part) }, "\(part)")
        let blocks = section.components(separatedBy: "```sh\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        return blocks.joined()
    }

    @Test func treesThatAreTrainedOnTheLogClickBetterThanTheDefault() throws {
        try run(chapter("The log") + chapter("LightGBM"))
        #expect(try truth(of: "ctr", in: "trained-lightgbm").lower > 0)
    }

    @Test func aRegressionInONNXClicksBetterThanTheDefault() throws {
        try run(chapter("The log") + chapter("scikit-learn"))
        #expect(try truth(of: "ctr", in: "trained-onnx").lower > 0)
    }

    @Test func aBidderThatIsTrainedOnTrajectoriesBringsMoreThanAController() throws {
        try run(chapter("A bidder"))
        #expect(try truth(of: "advertiser_value", in: "trained-bidder").lower > 0)
    }
}

/// The examples of `examples/policies` whose language is built by a toolchain of its own.
@Suite(.tags(.program, .long), .hangLimit) struct LanguageExampleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(.enabled(if: TestOptions.isLong, "a build of PolicyKit, with MARKETLAB_LONG=1"))
    func aRequestPolicyInAPackageOfItsOwnPassesItsCheck() throws {
        // SwiftPM's `.build/release` is a link that breaks when it is moved, so it is built where the scenario looks for it.
        let package = Checkout.file("examples/policies/swift").path
        let built = try Program.other(
            "swift", ["build", "-c", "release", "--package-path", package, "--scratch-path", folder.file(".build")])
        try #require(built.status == 0, "\(built.text)\(built.errors)")
        let checked = try Program.run(["policy", "check", ".build/release/libPatientPage.so"], in: folder.path)
        #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
        try runsItsScenario("swift")
    }

    @Test(.enabled(if: PluginKit.program(among: ["rustc"]) != nil, "rustc is not on this machine"))
    func aRankingPolicyInRustPassesItsCheck() throws {
        let library = try PluginKit.library(
            of: "rust/explore.rs", "rustc", ["--crate-type", "cdylib", "-O", "--edition", "2021", "-D", "warnings"],
            in: folder)
        let checked = try Program.run(["policy", "check", library], in: folder.path)
        #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
        try FileManager.default.moveItem(atPath: library, toPath: folder.file("explore.so"))
        try runsItsScenario("rust")
    }

    @Test func aRankingPolicyInCPlusPlusRunsItsScenario() throws {
        let compiler = try #require(PluginKit.program(among: ["c++", "g++", "clang++"]), "a C++ compiler is needed")
        let header = Checkout.file("Sources/CMarketPolicy").path
        let library = try PluginKit.library(
            of: "cpp/linear.cpp", compiler, ["-std=c++17", "-O2", "-shared", "-fPIC", "-I", header], in: folder)
        try FileManager.default.moveItem(atPath: library, toPath: folder.file("linear.so"))
        try folder.write(try Checkout.text("examples/policies/cpp/weights.txt"), to: "weights.txt")
        try runsItsScenario("cpp")
    }

    /// Runs the scenario beside an example, in a smaller market, beside the library that was built.
    private func runsItsScenario(_ example: String) throws {
        try folder.write(try Checkout.text("examples/policies/\(example)/scenario.yaml"), to: "scenario.yaml")
        let ran = try Program.run(
            [
                "run", "scenario.yaml", "--replications", "1", "--set", "market.users.count=60", "--quiet",
                "--set", "market.listings.initial=400",
            ], in: folder.path)
        #expect(ran.status == 0 && ran.said.isEmpty, "\(ran.errors)")
    }
}
