import Calibration
import Experiments
import Foundation

/// All that the page of a calibration shows, ready for the template `calibration`.
struct CalibrationPage {
    let title: String
    let size: String
    let notes: [String]
    let parameters: [ParameterLine]
    let sections: [SectionView]
    let scenario: String

    /// One fitted parameter.
    struct ParameterLine {
        let key: String
        let value: String
        let error: String
        let method: String
    }

    /// Data and fit of one part of the market.
    struct SectionView {
        let id: String
        let title: String
        let plots: [String]
        let figures: [FigureLine]

        init(_ section: LogComparison.Section) {
            id = section.title.lowercased().replacing(" ", with: "-")
            title = section.title
            plots = section.distributions.enumerated().map { [id] in
                DistributionPlot($1, id: "\(id)-\($0)").drawing.markup
            }
            figures = section.figures.map(FigureLine.init)
        }
    }

    /// One figure of data and fit.
    struct FigureLine {
        let name: String
        let data: String
        let fit: String

        init(_ figure: LogComparison.Figure) {
            name = figure.name
            data = FigureLine.text(figure.data, figure.isShare)
            fit = FigureLine.text(figure.fit, figure.isShare)
        }

        private static func text(_ value: Double?, _ isShare: Bool) -> String {
            guard let value else { return Digits.absent }
            guard isShare else { return Digits.plain((value * 100).rounded() / 100) }
            return String(format: abs(value) < 0.01 ? "%.3f %%" : "%.2f %%", value * 100)
        }
    }

    init(_ calibration: Calibration) {
        let size = calibration.size
        let name = calibration.file.split(separator: "/").last.map(String.init) ?? calibration.file
        title = "A market fitted to \(name)"
        self.size =
            "\(Digits.count(calibration.skipped.used)) events, \(Digits.count(size.users)) users, "
            + "\(Digits.count(size.sessions)) sessions, \(Digits.count(size.items)) items in "
            + "\(Digits.plain((size.days * 10).rounded() / 10)) days"
        notes = calibration.skipped.sentences + calibration.notes
        parameters = calibration.parameters.map { parameter in
            ParameterLine(
                key: "market.\(parameter.path)", value: parameter.valueText,
                error: parameter.errorText ?? Digits.absent,
                method: parameter.method)
        }
        sections = calibration.comparison.sections.map(SectionView.init)
        scenario = CalibratedScenario(calibration).text
    }
}
