import Experiments
import PolicyKit

/// Whether the effect has settled: the experiment and the truth by day and cumulated, with their bands.
struct EffectCourseSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.written

    /// Nil where no metric has days.
    /// - Parameter place: of the treatment.
    init?(_ readout: Readout, treatment place: Int = 0) {
        let one = readout.treatments[place]
        guard let courses = one.effectCourses, let first = courses.first else { return nil }
        let (money, level) = (readout.money, one.level)
        id = place == 0 ? "settled" : "settled-\(place + 1)"
        title = "Has the effect\(readout.treatmentName(place).map { " of \($0)" } ?? "") settled?"
        // The goal, and what the sentence is about.
        let told = [0] + (courses.firstIndex(where: \.hasMoved).map { $0 > 0 ? [$0] : [] } ?? [])
        let others = courses.indices.filter { !told.contains($0) }
        let drawings = courses.enumerated().map { [id] in
            EffectCourseSection.drawings($1, id: "\(id)-\($0)", in: money)
        }
        // Where there are several designs, they stand behind a metric's label.
        let labels = Wording.distinct(one.metrics.compactMap { $0.label.split(separator: " (").first.map(String.init) })
        let withoutDays = labels.filter { label in !courses.contains { $0.label == label } }
        blocks =
            [Prose(EffectCourseSection.answer(courses, in: money), .lead)]
            + told.map { drawings[$0] as any Block }
            + [
                Folded(
                    title: "\(first.label) by day, in figures",
                    blocks: [EffectCourseSection.table(first, in: money)], media: .written)
            ]
            + (others.isEmpty
                ? [] : [Folded(title: "The other metrics by day", blocks: others.map { drawings[$0] })])
            + [Prose(EffectCourseSection.legend(level: level, withoutDays: withoutDays), .note)]
    }

    /// In a sentence or two.
    private static func answer(_ courses: [EffectCourse], in money: Currency) -> String {
        let words = EffectCourse.words(courses, in: money)
        if !words.isEmpty { return words.joined(separator: " ") }
        let first = courses[0]
        guard let change = first.truth.change else { return "There is nothing to compare." }
        guard change.lower != nil else {
            return "One replication gives no bands and cannot tell whether the effect has settled; run at least two."
        }
        let last = "the last \(Plural.text(first.lastDays, "day"))"
        return
            "In \(last) no effect differs beyond chance from that of the whole window. The true effect on \(first.label) "
            + "differs by \(EffectText(change, first.changeFigure(in: money)).line)."
    }

    private static func drawings(_ course: EffectCourse, id: String, in money: Currency) -> Drawings {
        Drawings([
            LinePlot(course, \.daily, "by day", id: "\(id)-daily", in: money).drawing,
            LinePlot(course, \.cumulated, "cumulated", id: "\(id)-cumulated", in: money).drawing,
        ])
    }

    private static func table(_ course: EffectCourse, in money: Currency) -> Table {
        let figure = course.figure(in: money)
        func cell(_ effect: EffectEstimate?) -> Table.Cell {
            Table.Cell(effect.map { EffectText($0, figure) } ?? .absent, effect)
        }
        func columns(_ group: Table.Column.Group) -> [Table.Column] {
            let name = group == .truth ? "Truth" : "Experiment"
            return [
                .init(title: "\(name), the day", short: "the day", group: group),
                .init(title: "\(name), until then", short: "until then", group: group),
            ]
        }
        let lines = [course.experiment, course.truth].compactMap(\.self)
        return Table(
            name: "\(course.label) by day",
            columns: [.init(title: "Day", kind: .name)] + (course.experiment == nil ? [] : columns(.experiment))
                + columns(.truth),
            rows: course.truth.daily.indices.map { day in
                [.init("\(day + 1)")] + lines.flatMap { [cell($0.daily[day]), cell($0.cumulated[day])] }
            })
    }

    private static func legend(level: Double, withoutDays: [String]) -> String {
        "Everything counts on the day on which it began, an order on that of its checkout; days are counted from the experiment's "
            + "start. Bands: \(Digits.plain(level * 100)) % by Student's t over replications; whether the last days differ is told at "
            + "that level for all metrics together."
            + (withoutDays.isEmpty
                ? "" : " \(Plural.list(withoutDays)): counted over the whole window, so without days.")
    }
}

extension LinePlot {
    /// An effect in the experiment and in truth, the last days shaded.
    fileprivate init(
        _ course: EffectCourse, _ line: KeyPath<EffectCourse.Line, [EffectEstimate?]>, _ way: String, id: String,
        in money: Currency
    ) {
        let figure = course.figure(in: money)
        let days = Double(course.truth.daily.count)
        func series(_ name: String, _ own: EffectCourse.Line?) -> [Series] {
            own.map { own in
                let effects = own[keyPath: line]
                return [
                    Series(
                        name: name, style: name, values: effects.map { $0?.estimate },
                        band: effects.map { effect in
                            effect.flatMap { effect in effect.lower.flatMap { lower in effect.upper.map { lower...$0 } }
                            }
                        })
                ]
            } ?? []
        }
        func end(_ name: String, _ own: EffectCourse.Line?) -> String? {
            own.flatMap { $0[keyPath: line].last.flatMap(\.self) }.map { "\(name) \(EffectText($0, figure).line)" }
        }
        self.init(
            id: id, title: "\(course.label), \(way) (\(figure.suffix.dropFirst()))",
            description: "Effect on \(course.label) \(way); on the last day "
                + [end("experiment", course.experiment), end("truth", course.truth)].compactMap(\.self)
                .joined(separator: ", ") + ".",
            series: series("experiment", course.experiment) + series("truth", course.truth),
            shaded: [
                Stretch(
                    days: days - Double(course.lastDays)...days, name: "last \(Plural.text(course.lastDays, "day"))")
            ], marked: nil, figure: figure)
    }
}
