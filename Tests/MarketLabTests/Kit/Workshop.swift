import MarketLabTesting
import Testing

/// A folder of its own for one test, in which `marketlab` is run; gone with it.
final class Workshop: TemporaryFolder {
    /// A market of a few hundred users, over in a blink.
    static let tiny = """
        scenario: tiny
        title: A tiny market
        replications: 2
        market:
          users: {count: 200, sessions_per_week: 5}
          listings: {initial: 300, arrivals_per_day: 20}
          choice: {cart_rate: 50 %, checkout_rate: 50 %}
        experiment:
          warmup: 1d
          length: 3d
          followup: 1d
          arms:
            control: {}
            treatment: {policies: {ranking: price-aware}}

        """

    static let manyReplications = 24
    /// The arguments of many small worlds, so that there is a middle to be stopped in.
    static let manyWorlds = ["--replications", "\(manyReplications)"]

    /// The `readout.json` of many small worlds that were run on one thread and not disturbed.
    static let undisturbed = Result {
        let workshop = try Workshop()
        try workshop.runTiny(["--out", "o", "--threads", "1", "--quiet"] + manyWorlds).expectSuccess()
        return try workshop.bytes("o/readout.json")
    }

    /// Writes a scenario under the name `tiny.yaml` and returns that.
    @discardableResult func write(_ text: String) throws -> String { try write(text, to: "tiny.yaml") }

    /// Runs `marketlab` here.
    func run(_ arguments: String...) throws -> Program.Ran { try Program.run(arguments, in: path) }
    func run(_ arguments: [String]) throws -> Program.Ran { try Program.run(arguments, in: path) }

    /// Writes the tiny scenario and runs it.
    func runTiny(_ arguments: String...) throws -> Program.Ran { try runTiny(arguments) }
    func runTiny(_ arguments: [String]) throws -> Program.Ran {
        try Program.run(["run", try write(Workshop.tiny)] + arguments, in: path)
    }
}
