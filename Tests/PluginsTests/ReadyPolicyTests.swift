import Foundation
import MarketLabTesting
import Testing

/// The policies that come with the Python package.
@Suite(.tags(.program), .hangLimit) struct ReadyPolicyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ policy: String) throws {
        try folder.write(
            """
            scenario: ready
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

    private func digest(_ policy: String) throws -> String? {
        try write(policy)
        let ran = try Program.run(["run", "scenario.yaml", "--out", "o", "--quiet"], in: folder.path)
        try #require(ran.status == 0, "\(ran.errors)")
        let readout = try JSONSerialization.jsonObject(with: folder.bytes("o/readout.json")) as? [String: Any]
        return readout?["journalDigest"] as? String
    }

    private static let key = "scenario.yaml:10: experiment.arms.treatment.policies.ranking"

    @Test func theyAreListedAndNothingRunsForIt() throws {
        let ran = try Program.shell("VIRTUAL_ENV=/nowhere $MARKETLAB policies --slot ranking", in: folder.path)
        #expect(ran.status == 0 && ran.errors.isEmpty, "\(ran.errors)")
        for name in ["onnx", "csv-scores", "content-affinity"] { #expect(ran.text.contains("  \(name) "), "\(name)") }
    }

    /// That nothing runs means that the interpreter need not be there.
    @Test func validateKnowsTheirParametersAndFiles() throws {
        func said(_ policy: String) throws -> [String] {
            try write(policy)
            return try Program.shell("VIRTUAL_ENV=/nowhere $MARKETLAB validate scenario.yaml", in: folder.path).said
        }
        #expect(
            try said("{policy: onnx, file: none.onnx}")
                == ["error: \(Self.key).file: cannot read none.onnx: no such file or directory"])
        #expect(
            try said("csv-scores")
                == ["error: \(Self.key).file: expected the path of a file, which policy csv-scores reads"])
        try folder.write("listing,score\n0,1\n", to: "scores.csv")
        let misspelt = try said("{policy: csv-scores, file: scores.csv, colum: a}")
        #expect(misspelt.first?.contains("has no such parameter; did you mean \"column\"?") == true, "\(misspelt)")
        #expect(try said("{policy: csv-scores, file: scores.csv}") == [])
    }

    @Test func scoresOfAFileRankAsTheyAre() throws {
        let listings = 0..<1_000
        try folder.write(
            "listing,newest\n" + listings.map { "\($0),\($0)\n" }.joined(), to: "scores.csv")
        try folder.write(
            "from marketlab import ranking\n\n@ranking\ndef newest(listings):\n    return listings\n", to: "newest.py")
        let own = try digest("./newest.py")
        #expect(try digest("{policy: csv-scores, file: scores.csv, column: newest}") == own)
        // Of each user, and of everybody else.
        try folder.write(
            "user,listing,score\n" + listings.map { ",\($0),\($0)\n3,\($0),\(-$0)\n" }.joined(), to: "scores.csv")
        try folder.write(
            """
            from marketlab import ranking

            @ranking
            def newest(user, listings):
                return listings * (-1.0 if user == 3 else 1.0)
            """, to: "newest.py")
        let split = try digest("./newest.py")
        #expect(split != own)
        #expect(try digest("{policy: csv-scores, file: scores.csv}") == split)
    }

    /// The model is that of python/tests/models/linear.py: 2 · price - 3 · age.
    @Test func aModelInONNXRanksAsItsFormula() throws {
        let model = Checkout.file("python/tests/models/linear.onnx").path
        try folder.write(
            "from marketlab import ranking\n\n@ranking\ndef formula(price, age):\n    return 2 * price - 3 * age\n",
            to: "formula.py")
        let own = try digest("./formula.py")
        #expect(try digest("{policy: onnx, file: \(model)}") == own)
        #expect(try digest("{policy: onnx, file: \(model), features: \"price,age\"}") == own)
        #expect(try digest("{policy: onnx, file: \(model), features: \"age,price\"}") != own)
        try write("{policy: onnx, file: \(model), features: \"price,mood\"}")
        let ran = try Program.run(["run", "scenario.yaml"], in: folder.path)
        #expect(ran.status == 2)
        #expect(ran.errors.contains("the feature mood of \(model) is no column of ranking"), "\(ran.errors)")
    }
}
