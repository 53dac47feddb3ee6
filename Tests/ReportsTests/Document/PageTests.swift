import Experiments
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct PageTests {
    private func page(_ readout: Readout = SampleReadout.readout, text: String = SampleReadout.scenarioText) throws
        -> String
    {
        try RunDocument(readout, scenarioText: text).html()
    }

    private func drawings(_ page: String) -> [String] {
        page.components(separatedBy: "<svg").dropFirst().compactMap { part in
            part.range(of: "</svg>").map { "<svg" + part[..<$0.upperBound] }
        }
    }

    @Test func aPageNeedsNoNetwork() throws {
        let page = try page().replacing("http://www.w3.org/2000/svg", with: "")
        for request in ["http:", "https:", "src=", "@import", "url(", "<script", "<iframe", "javascript:", "//cdn"] {
            #expect(!page.contains(request), "\(request)")
        }
        #expect(page.contains("default-src &#39;none&#39;"))
    }

    @Test func textNeverBecomesMarkup() throws {
        let evil = "<script>alert(1)</script>\" onload='x'\"\u{301}&<b>"
        var readout = SampleReadout.readout
        readout.scenario = evil
        readout.title = evil
        readout.summary = evil
        readout.command = evil
        readout.version = evil
        readout.journalDigest = evil
        readout.verdict = Verdict(headline: evil, details: [evil], agreement: .unclear)
        readout.health = [HealthCheck(name: evil, status: .warn, message: evil)]
        readout.arms[0].name = evil
        readout.arms[1].changes = [Arm.Change(key: evil, control: evil, arm: evil)]
        readout.arms[1].policies = [evil: evil]
        readout.timeCourse[0].metric = evil
        readout.metrics[0].label = evil
        readout.metrics[0].definition = evil
        readout.metrics[0].method = evil
        readout.metrics[0].note = evil
        let page = try page(readout, text: evil + "</pre>")
        #expect(!page.contains("<script"))
        // Without the accent, which would make the quote before it another character.
        let bare = page.unicodeScalars.filter { $0 != "\u{301}" }.map(String.init).joined()
        #expect(!bare.contains("onload='") && !bare.contains("x'\""))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        for drawing in drawings(page) { try expectWellFormed(drawing) }
    }

    @Test func everyTreatmentHasItsVerdictAndItsMetrics() throws {
        let several = SampleReadout.severalTreatments
        let page = try page(several)
        let text = RunDocument(several).text(Terminal(width: 120))
        let markdown = RunDocument(several).markdown()
        for form in [page, text, markdown] {
            #expect(form.contains("The A/B test of cautious misleads."))
            #expect(form.contains(several.verdict.headline.prefix(20)))
        }
        #expect(page.contains("What the experiment says of treatment, and what is true"))
        #expect(page.contains("What the experiment says of cautious, and what is true"))
        #expect(page.contains("(Holm 0.75"))
        for drawing in drawings(page) { try expectWellFormed(drawing) }
        let ids = page.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(Set(ids).count == ids.count)
        #expect(try !self.page().contains("(Holm"))
    }

    private func expectWellFormed(_ drawing: String) throws {
        let parser = XMLParser(data: Data(drawing.utf8))
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") \(drawing.prefix(200))")
    }

    @Test func everyDrawingIsWellFormedAndSaysWhatItShows() throws {
        let drawings = try drawings(page())
        #expect(drawings.count > 6)
        for drawing in drawings {
            try expectWellFormed(drawing)
            #expect(drawing.contains("aria-hidden") || drawing.contains("<title") && drawing.contains("<desc"))
        }
    }

    @Test func everyIdStandsOnce() throws {
        let ids = try page().components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(ids.count == Set(ids).count)
    }

    @Test func noNumberIsMissing() throws {
        // The files within the page are text of another alphabet.
        let words = try page().replacing(/base64,[^"]*/, with: "").lowercased()
        for word in ["nan", "infinity", "inf\"", "inf "] {
            let found = words.range(of: "[^a-z]\(word)", options: .regularExpression)
            #expect(found == nil, "\(word)")
        }
        #expect(!words.contains("optional("))
        #expect(!words.contains("{{"))
    }

    @Test func thePageIsReadFromTheVerdictDown() throws {
        let page = try #require(try page().components(separatedBy: "class=\"contents\"").last)
            .components(separatedBy: "</nav>")[1]
        let order = [
            "What the experiment says", "All metrics", "Definitions and formulas",
            "Health checks", "From exposure to kept", "When pages were asked for", "What asking brought", "Day by day",
            "Arms, and what changed", "Make it again", "The scenario file",
        ].map { page.range(of: $0)?.lowerBound }
        #expect(!order.contains(nil))
        #expect(order.compactMap(\.self) == order.compactMap(\.self).sorted())
    }

    @Test(arguments: [Verdict.Agreement.agrees, .misleads, .unclear])
    func theVerdictShowsItsColourAndItsWords(agreement: Verdict.Agreement) throws {
        var readout = SampleReadout.readout
        readout.verdict.agreement = agreement
        #expect(try page(readout).contains("<section class=\"verdict \(agreement.rawValue)\""))
    }

    @Test func theSameReadoutGivesTheSamePage() throws {
        #expect(try page() == page())
    }

    @Test func segmentsHaveAPlotAndATableAndNothingOfThemStandsWithoutSegments() throws {
        let page = try page(SampleReadout.severalTreatments)
        #expect(page.contains("Segments of users under"))
        #expect(page.contains("country: N&lt;L (46 users)"))
        #expect(page.contains("country: DE: no user of the segment is in control."))
        for drawing in drawings(page) { try expectWellFormed(drawing) }
        #expect(try !self.page().contains("Segments of users"))
    }

    @Test func aBareReadoutIsAPageStill() throws {
        var readout = SampleReadout.readout
        readout.metrics = []
        readout.arms = []
        readout.health = []
        readout.timeCourse = [TimeCourse(metric: "gmv", control: [nil, nil], treatment: [])]
        readout.summary = ""
        let page = try page(readout, text: "")
        #expect(page.contains("No metric was read out"))
        for drawing in drawings(page) { try expectWellFormed(drawing) }
    }

    /// Six units of the drawing are the least that a character of an axis takes.
    @Test(arguments: [0.02, 0.17, 0.3, 0.85, 1.6, 2.4, 7.7, 33])
    func numbersOnAnAxisDoNotRunIntoEachOther(size: Double) throws {
        var readout = SampleReadout.readout
        for place in readout.metrics.indices {
            readout.metrics[place].relative = EffectEstimate(estimate: -size / 3, lower: -size, upper: size / 2)
        }
        let number = /<text class="tick" x="([0-9.]+)" y="([0-9.]+)" dy="0.35em" text-anchor="middle">([^<]+)<\/text>/
        var axes = 0
        for drawing in try drawings(page(readout)) where drawing.contains("plot dots") {
            let numbers = drawing.matches(of: number).compactMap { match in
                Double(match.1).map { (x: $0, y: String(match.2), half: Double(match.3.count) * 3) }
            }
            for (_, axis) in Dictionary(grouping: numbers, by: \.y) where axis.count > 1 {
                axes += 1
                let places = axis.sorted { $0.x < $1.x }
                for (left, right) in zip(places, places.dropFirst()) {
                    #expect(left.x + left.half < right.x - right.half, "\(size)")
                }
            }
        }
        #expect(axes > 0)
    }

    @Test(arguments: [0, Double.leastNonzeroMagnitude, 1e-9, 0.3, 40, 1e9, 1e306])
    func effectsOfAnySizeCanBeDrawn(size: Double) throws {
        var readout = SampleReadout.readout
        readout.metrics[0].relative = EffectEstimate(estimate: size, lower: -size, upper: 3 * size)
        readout.metrics[1].relative = nil
        readout.metrics[2].truth.relative = EffectEstimate(estimate: -size * 100)
        for drawing in try drawings(page(readout)) { try expectWellFormed(drawing) }
    }
}
