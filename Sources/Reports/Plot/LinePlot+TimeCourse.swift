import Experiments
import Marketplace

extension LinePlot {
    /// One metric by day in the experiment's own worlds, the time before it shaded.
    init(_ course: TimeCourse, of readout: Readout, id: String) {
        let unit =
            readout.metrics.first { $0.name == course.metric }?.unit ?? Metric.named(course.metric)?.unit ?? .count
        let figure = Figure.value(unit, in: readout.money)
        let label = readout.metrics.first { $0.name == course.metric }?.label ?? Wording.label(course.metric)
        let schedule = readout.schedule
        let start = schedule.warmupDays
        // Nobody browses in the follow-up: the lines would only fall to zero.
        let days = Int((start + schedule.experimentDays).rounded(.up))
        let names = readout.arms.map(\.name)
        func name(_ arm: Int, _ otherwise: String) -> String { arm < names.count ? names[arm] : otherwise }
        self.init(
            id: id, title: figure.suffix.isEmpty ? label : "\(label) (\(figure.suffix.dropFirst()))",
            description: "\(label) by day, \(name(0, "control")) and \(name(1, "treatment")); "
                + Self.means(course, Int(start)..<max(Int(start), days), figure),
            series: [
                Series(name: name(0, "control"), style: "control", values: Array(course.control.prefix(days))),
                Series(name: name(1, "treatment"), style: "treatment", values: Array(course.treatment.prefix(days))),
            ],
            shaded: [Stretch(days: 0...max(0, start), name: "warm-up")],
            marked: start > 0 ? (start, "experiment") : nil, figure: figure)
    }

    private static func means(_ course: TimeCourse, _ days: Range<Int>, _ figure: Figure) -> String {
        func mean(_ values: [Double?]) -> String {
            let present = values.prefix(days.upperBound).dropFirst(days.lowerBound).compactMap(\.self)
            return present.isEmpty ? "nothing" : figure.text(present.reduce(0, +) / Double(present.count))
        }
        return "in the experiment a mean of \(mean(course.control)) and \(mean(course.treatment))."
    }
}
