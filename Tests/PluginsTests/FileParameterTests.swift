import Foundation
import MarketLabTesting
import Testing

/// Plug-ins that read a file that the scenario names, in C++ and in Python.
@Suite(.tags(.program), .hangLimit) struct FileParameterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // Binary fractions, whose sums are exact in whatever order and precision they are taken.
        try folder.write("clicks 1\nimpressions -0.0078125\n", to: "weights.txt")
    }

    private func write(_ policy: String) throws {
        try folder.write(
            """
            scenario: weights
            replications: 1
            market: {users: {count: 60, sessions_per_week: 6}, listings: {initial: 300, arrivals_per_day: 20}}
            experiment:
              warmup: 1d
              length: 2d
              followup: 1d
              arms:
                control: {}
                treatment: {policies: {ranking: \(policy)}}

            """, to: "scenario.yaml")
    }

    private func run() throws -> [String: Any] {
        let ran = try Program.run(["run", "scenario.yaml", "--out", "o", "--quiet"], in: folder.path)
        try #require(ran.status == 0, "\(ran.errors)")
        return try #require(try JSONSerialization.jsonObject(with: folder.bytes("o/readout.json")) as? [String: Any])
    }

    /// The files in the treatment's origin, by name.
    private func files(_ readout: [String: Any]) throws -> [String: String] {
        let arms = try #require(readout["arms"] as? [[String: Any]])
        let origins = try #require(arms.last?["origins"] as? [String: [String: Any]])
        let files = try #require(origins["ranking"]?["files"] as? [[String: String]])
        return Dictionary(uniqueKeysWithValues: files.map { ($0["name"] ?? "", $0["sha256"] ?? "") })
    }

    private static let python = """
        from marketlab import Parameter, RankingPolicy

        class Linear(RankingPolicy):
            "By weights."
            parameters = [Parameter("file", "The weights.", unit="file")]

            def __init__(self, parameters):
                with open(parameters["file"]) as file:
                    self.weights = {name: float(weight) for name, weight in (line.split() for line in file)}

            def score(self, clicks, impressions):
                return self.weights["clicks"] * clicks + self.weights["impressions"] * impressions
        """

    private func library() throws -> String {
        let compiler = try #require(PluginKit.program(among: ["c++", "g++", "clang++"]), "a C++ compiler is needed")
        let header = Checkout.file("Sources/CMarketPolicy").path
        return try PluginKit.library(
            of: "cpp/linear.cpp", compiler,
            ["-std=c++17", "-O2", "-ffp-contract=off", "-shared", "-fPIC", "-Wall", "-Werror", "-I", header], in: folder
        )
    }

    @Test func aModelsContentsAreAPartOfTheRun() throws {
        _ = try library()
        try folder.write(Self.python, to: "linear.py")
        var digests: [String: String] = [:]
        for plugin in ["linear.cpp.so", "linear.py"] {
            try write("{policy: ./\(plugin), file: weights.txt}")
            let first = try run()
            let model = try #require(try files(first)["weights.txt"])
            #expect(model.count == 64)
            #expect(try files(first)[plugin]?.count == 64)
            digests[plugin] = first["journalDigest"] as? String
            if plugin == "linear.py" {
                try folder.write("clicks 0\nimpressions 1\n", to: "weights.txt")
                let retrained = try run()
                #expect(try files(retrained)["weights.txt"] != model)
                #expect(retrained["journalDigest"] as? String != digests[plugin])
            }
        }
        // The same weights in another language give the same market.
        #expect(digests["linear.py"] == digests["linear.cpp.so"])
    }

    @Test func aFileThatIsNotThereIsOneMistakeWithItsLine() throws {
        try folder.write(Self.python, to: "linear.py")
        try write("{policy: ./linear.py, file: none.txt}")
        let ran = try Program.run(["run", "scenario.yaml"], in: folder.path)
        #expect(ran.status == 2)
        let key = "experiment.arms.treatment.policies.ranking.file"
        #expect(
            ran.said == ["error: scenario.yaml:10: \(key): cannot read none.txt: no such file or directory"])
        // What a plug-in's parameters are nobody knows who runs nothing of it.
        #expect(try Program.run(["validate", "scenario.yaml"], in: folder.path).status == 0)
    }

    @Test func aPolicyThatReadsAFileIsCheckedWithOne() throws {
        try folder.write(Self.python, to: "linear.py")
        let without = try Program.run(["policy", "check", "./linear.py"], in: folder.path)
        #expect(without.status == 3)
        #expect(without.text.contains("expected the path of a file, which policy"), "\(without.text)")
        let with = try Program.run(["policy", "check", "./linear.py", "--set", "file=weights.txt"], in: folder.path)
        #expect(with.status == 0, "\(with.text)\(with.errors)")
        let other = try Program.run(["policy", "check", "./linear.py", "--set", "model=weights.txt"], in: folder.path)
        #expect(other.status == 2)
        #expect(other.said == ["error: plug-in ./linear.py: has no parameter for --set model=weights.txt"])
    }
}
