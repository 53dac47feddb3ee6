import Experiments
import Marketplace
import Reports
import Testing

@Suite struct FigureTests {
    @Test(arguments: [
        (12_34.0, Metric.Unit.money, "12.34 USD"), (1_234_567_89, .money, "1,234,567.89 USD"), (0, .money, "0.00 USD"),
        (0.0646, .share, "6.46 %"), (0.003_871, .share, "0.387 %"), (0.612_41, .share, "61.2 %"), (1, .share, "100 %"),
        (0.5312, .count, "0.531"), (33.06, .count, "33.1"), (1234.5, .count, "1,234"),
    ])
    func aLevelShowsItsUnit(number: Double, unit: Metric.Unit, text: String) {
        #expect(Figure.value(unit).text(number) == text)
    }

    @Test(arguments: [
        (1_70.0, Metric.Unit.money, "+1.70 USD"), (-3, .money, "−0.030 USD"), (0.0819, .share, "+8.19 pp"),
        (-0.000_13, .share, "−0.013 pp"), (0.0714, .count, "+0.071"),
    ])
    func aDifferenceShowsItsSignAndSharesDifferByPoints(number: Double, unit: Metric.Unit, text: String) {
        #expect(Figure.difference(unit).text(number) == text)
    }

    @Test(arguments: [
        (0.152, "+15.2 %"), (0.014, "+1.40 %"), (-0.0233, "−2.33 %"), (2.31, "+231 %"), (0, "0 %"),
        (12.5, "+1,250 %"), (1e-9, "0.00 %"), (-1e-9, "0.00 %"),
    ])
    func aLiftIsASignedShare(number: Double, text: String) {
        #expect(Figure.relative.text(number) == text)
    }

    @Test(arguments: [
        (0.0312, "0.0312"), (0.5, "0.500"), (1, "1.000"), (0.00123, "0.00123"), (3.12e-7, "3.12e-7"),
        (1e-300, "1e-300"), (1.2e-10, "1.2e-10"), (0, "<1e-300"), (.leastNonzeroMagnitude, "4.94e-324"),
    ])
    func aPValueIsNeverABareZero(p: Double, text: String) {
        #expect(Digits.pValue(p) == text)
    }

    @Test func anIntervalHasTheDigitsOfItsLargestNumber() {
        let effect = EffectEstimate(estimate: 0.014, lower: -0.002, upper: 0.121)
        #expect(Figure.relative.text(effect) == "+1.4 %")
        #expect(Figure.relative.interval(effect) == "[−0.2, +12.1]")
        #expect(Figure.relative.interval(EffectEstimate(estimate: 1)) == nil)
    }

    @Test func whatIsNotANumberIsADash() {
        #expect(Figure.relative.text(Double.nan) == "–")
        #expect(Figure.value(.money).text(nil) == "–")
        #expect(Digits.pValue(.nan) == "–")
    }

    @Test(arguments: [(1, "1"), (1234, "1,234"), (-1_234_567, "−1,234,567"), (0, "0")])
    func aCountHasItsThousandsApart(number: Int, text: String) {
        #expect(Digits.count(number) == text)
    }

    @Test func aPlaceInADrawingIsWrittenAsAnyNumberIs() {
        for hundredths in Array(-1_234...1_234) + [-1_000_000, 99_999_999] {
            #expect(Digits.plain(hundredths: hundredths) == Digits.plain(Double(hundredths) / 100))
        }
    }

    @Test func aKeyBecomesWords() {
        #expect(Wording.label("label_maturity") == "Label maturity")
        #expect(Wording.label("gmv") == "GMV")
    }
}
