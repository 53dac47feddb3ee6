import Experiments

extension LinePlot {
    /// One metric by day in the experiment's own worlds, the time before and after it shaded.
    init(_ course: TimeCourse, of readout: Readout, id: String) {
        let unit =
            readout.metrics.first { $0.name == course.metric }?.unit ?? Metric.named(course.metric)?.unit ?? .count
        let figure = Figure.value(unit)
        let label = readout.metrics.first { $0.name == course.metric }?.label ?? Wording.label(course.metric)
        let schedule = readout.schedule
        let start = schedule.warmupDays
        let end = start + schedule.experimentDays
        let names = readout.arms.map(\.name)
        func name(_ arm: Int, _ otherwise: String) -> String { arm < names.count ? names[arm] : otherwise }
        self.init(
            id: id, title: figure.suffix.isEmpty ? label : "\(label) (\(figure.suffix.dropFirst()))",
            description: "\(label) by day, \(name(0, "control")) and \(name(1, "treatment")); "
                + Self.means(course, from: Int(start), figure),
            series: [
                Series(name: name(0, "control"), style: "control", values: course.control),
                Series(name: name(1, "treatment"), style: "treatment", values: course.treatment),
            ],
            shaded: [
                Stretch(days: 0...start, name: "warm-up"),
                Stretch(days: end...(end + schedule.followupDays), name: "follow-up"),
            ],
            marked: start > 0 ? (start, "experiment") : nil, figure: figure)
    }

    private static func means(_ course: TimeCourse, from day: Int, _ figure: Figure) -> String {
        func mean(_ values: [Double?]) -> String {
            let present = values.dropFirst(day).compactMap(\.self)
            return present.isEmpty ? "nothing" : figure.text(present.reduce(0, +) / Double(present.count))
        }
        return "from day \(day) on a mean of \(mean(course.control)) and \(mean(course.treatment))."
    }
}
