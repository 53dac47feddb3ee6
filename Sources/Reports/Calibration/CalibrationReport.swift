public import Calibration

/// The files of a calibration: `scenario.yaml` and `index.html`, the page of data and fit.
public struct CalibrationReport: Sendable {
    private let calibration: Calibration

    public init(_ calibration: Calibration) { self.calibration = calibration }

    /// One page that needs nothing else.
    public func html() throws(ReportProblem) -> String {
        try PageTemplates().render("calibration", CalibrationPage(calibration))
    }

    /// Writes both files into the folder, which is made when it is not there; all or none.
    public func write(to folder: String) throws(ReportProblem) {
        let scenario = CalibratedScenario(calibration).text
        try WholeFiles.write(
            [("index.html", try html()), ("scenario.yaml", scenario)], to: folder)
    }
}
