import Foundation
import MarketLabTesting
import Testing

/// `marketlab analyze --off-policy` from the command line.
@Suite(.tags(.program), .hangLimit) struct OffPolicyTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        for policy in ["random", "thompson"] {
            let name = "open_bandit_\(policy).csv"
            try workshop.write(try Checkout.text("Tests/StatisticsTests/Vectors/\(name)"), to: name)
        }
    }

    private func evaluate(_ arguments: String..., table: String = "open_bandit_random.csv") throws -> Program.Ran {
        try workshop.run(
            ["analyze", table, "--off-policy", "--reward", "click", "--logging", "logging", "--target", "target"]
                + arguments)
    }

    private func words(_ ran: Program.Ran) -> String {
        ran.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func theValueAndItsWeightsAreShown() throws {
        let ran = try evaluate(
            "--predicted", "predicted", "--predicted-target", "predicted_target", "--score", "predicted")
        ran.expectSuccess()
        let text = words(ran)
        for said in [
            "IPS 0.0056", "SNIPS 0.00579", "doubly robust 0.00582", "Effective sample size 864 of 3,000 rows",
            "Mean weight 0.9667", "Largest weight 7.537", "rows have a target propensity of 0", "AUC 0.",
        ] {
            #expect(text.contains(said), "\(said): \(ran.text)")
        }
    }

    @Test func everyFormIsWritten() throws {
        try evaluate("--out", "page").expectSuccess()
        let page = String(decoding: try workshop.bytes("page/index.html"), as: UTF8.self)
        #expect(page.contains("SNIPS") && page.contains("data:text/csv"))
        #expect(String(decoding: try workshop.bytes("page/readout.md"), as: UTF8.self).contains("| SNIPS |"))
        let document = try Checkout.text("docs/OffPolicy.md")
        let json = try JSONSerialization.jsonObject(with: try workshop.bytes("page/readout.json")) as? [String: Any]
        for (key, part) in try #require(json) {
            #expect(document.contains("`\(key)`"), "docs/OffPolicy.md has no word on \(key)")
            for name in (part as? [String: Any] ?? [:]).keys where key != "settings" {
                #expect(document.contains("`\(name)`"), "docs/OffPolicy.md has no word on \(key).\(name)")
            }
        }
    }

    @Test func withoutEnoughOfTheLogNoIntervalIsShown() throws {
        let ran = try evaluate(table: "open_bandit_thompson.csv")
        ran.expectSuccess()
        let text = words(ran)
        #expect(text.contains("no interval: the effective sample size is 217: at least 500 are needed"))
        #expect(text.contains("IPS 0.003773 0.0015") && text.contains("too few rows are left to tell it from 1"))
    }

    /// A log whose propensities are a half of what they were ends with exit code 3, after the whole answer.
    @Test func aFalsifiedLogEndsWithExitCodeThree() throws {
        let rows = (0..<2_000).map { "\($0 % 2),\($0 % 3 == 0 ? 0.25 : 0.5),0.5" }
        try workshop.write("click,logging,target\n" + rows.joined(separator: "\n") + "\n", to: "false.csv")
        let ran = try evaluate("--format", "markdown", table: "false.csv")
        #expect(ran.status == 3 && ran.text.contains("no estimate below can be trusted"), "\(ran.text)\(ran.errors)")
    }

    @Test(arguments: [
        ("--metric mean:click", "--metric does not go with --off-policy"),
        ("--variant arm", "--variant does not go with --off-policy"),
        ("--by item", "--by does not go with --off-policy"),
        ("--missing drop", "--missing does not go with --off-policy"),
        ("--method normal", "--method does not go with --off-policy"),
        ("--slots independent", "--slots goes with --slate only"),
        ("--slots odd --slate item --position position", "--slots is odd"),
        ("--alpha 5", "write 5 % or 500 %"), ("--predicted predicted", "--predicted needs --predicted-target"),
        ("--cluster nobody", "open_bandit_random.csv:1: there is no column nobody, which --cluster names"),
    ])
    func aMistakeIsOneSentence(options: String, said: String) throws {
        let ran = try workshop.run(
            [
                "analyze", "open_bandit_random.csv", "--off-policy", "--reward", "click", "--logging", "logging",
                "--target", "target",
            ]
                + options.split(separator: " ").map(String.init))
        #expect(ran.status == 2 && ran.errors.contains(said), "\(ran.errors)")
    }

    @Test func whatIsMissingIsNamed() throws {
        for (arguments, said) in [
            (["--off-policy"], "--off-policy needs --reward"),
            (["--off-policy", "--reward", "click"], "--off-policy needs --logging"),
            (["--reward", "click"], "--reward goes with --off-policy only"),
            (["--metric", "mean:click"], "--variant is missing"),
            (["--metric", "mean:click", "--variant", "item"], "--control is missing"),
        ] {
            let ran = try workshop.run(["analyze", "open_bandit_random.csv"] + arguments)
            #expect(ran.status == 2 && ran.errors.contains(said), "\(ran.errors)")
        }
    }
}
