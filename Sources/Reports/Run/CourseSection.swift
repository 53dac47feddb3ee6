import Experiments

/// The main metrics day by day in the experiment's own worlds.
struct CourseSection: Section {
    let id = "courses"
    let title = "Day by day"
    let blocks: [any Block]
    var media = Media.page

    /// Nil where no metric has days.
    init?(_ readout: Readout) {
        guard !readout.timeCourse.isEmpty else { return nil }
        blocks = [
            Prose("In the experiment's own worlds, per user and day; mean over replications.", .lead),
            Drawings(
                readout.timeCourse.enumerated().map { LinePlot($1, of: readout, id: "course\($0)").drawing }),
        ]
    }
}
