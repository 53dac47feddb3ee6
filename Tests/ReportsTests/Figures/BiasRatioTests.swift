import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Reports
import Testing

/// How a bias is set against the true effect, as the page and the terminal show it.
@Suite struct BiasRatioTests {
    /// The sample's page, whose primary metric has this truth and this bias over it.
    private static func page(truth: EffectEstimate, bias: Double?) throws -> String {
        var readout = SampleReadout.readout
        readout.metrics[0].truth.difference = truth
        readout.metrics[0].bias = Bias(absolute: readout.metrics[0].bias.absolute, relative: bias)
        let folder = try TemporaryFolder()
        try RunDocument(readout).write(to: folder.path)
        return try String(contentsOfFile: "\(folder.path)/index.html", encoding: .utf8).replacing("\u{A0}", with: " ")
    }

    /// Terminal, Markdown, page, and numbers for machines.
    @Test func aBiasStandsWithItsIntervalInEveryForm() throws {
        let document = RunDocument(SampleReadout.readout)
        let bias = SampleReadout.readout.metrics[0].bias
        let interval = try #require(Figure.difference(.money).interval(bias.estimate))
        for form in [document.text(Terminal(width: 160)), document.markdown(), try document.html()] {
            #expect(form.replacing("\u{A0}", with: " ").contains(interval))
        }
        let json = try #require(try JSONSerialization.jsonObject(with: document.json()) as? [String: Any])
        let metric = try #require((json["metrics"] as? [[String: Any]])?.first?["bias"] as? [String: Any])
        for key in ["lower", "upper", "standardError"] { #expect(metric[key] is Double, "\(key)") }
    }

    private static let clear = EffectEstimate(estimate: 17, lower: 10, upper: 24)

    @Test(arguments: [
        (9.86, "+986 % of the true effect", "+986 % of truth"), (-0.5, "−50 % of the true effect", "−50 % of truth"),
        (425.04, "+425 times the true effect", "+425 times the truth"),
        (-12_345.6, "−12,346 times the true effect", "−12,346 times the truth"),
    ])
    func aBiasManyTimesTheTruthIsANumberOfTimes(ratio: Double, tile: String, cell: String) throws {
        let page = try Self.page(truth: Self.clear, bias: ratio)
        #expect(page.contains("<small>\(tile)</small>"))
        #expect(page.contains("<small>\(cell)</small>"))
    }

    /// Beside an effect below 0, a bias above 0 is no share of it but of its size.
    @Test(arguments: [
        (0.43, "+43 % of the size of the true effect", "+43 % of the truth's size"),
        (-12_345.6, "−12,346 times the size of the true effect", "−12,346 times the truth's size"),
    ])
    func aBiasBesideAnEffectBelowZeroIsOfItsSize(ratio: Double, tile: String, cell: String) throws {
        let page = try Self.page(truth: EffectEstimate(estimate: -17, lower: -24, upper: -10), bias: ratio)
            .replacing("&#39;", with: "'")
        #expect(page.contains("<small>\(tile)</small>"))
        #expect(page.contains("<small>\(cell)</small>"))
    }

    @Test(arguments: [
        (EffectEstimate(estimate: 0), nil),
        (EffectEstimate(estimate: 17, lower: -1, upper: 35), 9.86),
        (EffectEstimate(estimate: 0.9), 208),
    ])
    func nothingIsAMultipleOfNoEffect(truth: EffectEstimate, ratio: Double?) throws {
        let page = try Self.page(truth: truth, bias: ratio)
        #expect(page.contains("<small>no ratio is meaningful: the true effect is not clear of 0</small>"))
    }

    /// An interval that leaves out 0 is not said to hold it.
    @Test func aTrueEffectThatIsSmallAndClearOfZeroIsSaidToBeSmall() throws {
        let page = try Self.page(truth: EffectEstimate(estimate: 0.001, lower: 0.0005, upper: 0.0015), bias: 208)
        #expect(!page.contains("the true effect is not clear of 0"))
        #expect(page.contains("no ratio is meaningful: the true effect is below"))
    }

    @Test(arguments: [
        ("sell_through", "Sell-through"), ("budget_use", "Budget use"), ("budget_use_user_split", "Budget use"),
    ])
    func anArmThatTakesMoreThanAllIsExplained(name: String, label: String) throws {
        var readout = SampleReadout.readout
        let index = try #require(readout.metrics.firstIndex { $0.name == "sell_through" })
        (readout.metrics[index].name, readout.metrics[index].label) = (name, label)
        for mean in [0.99, 1.04] {
            readout.metrics[index].treatment.mean = mean
            let folder = try TemporaryFolder()
            try RunDocument(readout).write(to: folder.path)
            for file in ["index.html", "readout.md"] {
                let text = try String(contentsOfFile: "\(folder.path)/\(file)", encoding: .utf8)
                    .replacing("\u{A0}", with: " ")
                #expect(text.contains("\(label): above 100 % because") == (mean > 1))
            }
            #expect(RunDocument(readout).text().contains("\(label): above 100 % because") == (mean > 1))
        }
    }
}
