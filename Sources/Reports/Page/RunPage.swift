import Experiments

/// All that the page of a run shows, in words and drawings, ready for the template `run`.
struct RunPage {
    let title: String
    let scenario: String
    let summary: String
    let hasSummary: Bool
    let run: String
    let verdict: VerdictCard
    /// Nil where the scenario asks for no study.
    let study: StudySection?
    let effects: EffectSection
    /// What is said of each treatment after the first.
    let otherVerdicts: [VerdictCard]
    let further: [EffectSection]
    /// One a treatment; empty where no segments were read out.
    let segments: [SegmentSection]
    let market: MarketSection
    let hasFunnel: Bool
    let funnel: String
    let life: String
    /// Nil when both arms ask at their pages' ends only.
    let requests: RequestSection?
    let checks: [CheckLine]
    let courses: [String]
    let hasCourses: Bool
    let arms: ArmSection
    let reproduction: Reproduction

    init(_ readout: Readout, scenarioText: String) {
        title = readout.title.isEmpty ? readout.scenario : readout.title
        scenario = readout.scenario
        summary = readout.summary
        hasSummary = !readout.summary.isEmpty
        run = Wording.run(readout)
        verdict = VerdictCard(readout)
        study = StudySection(readout)
        let others = readout.further ?? []
        effects = EffectSection(readout, treatment: others.isEmpty ? nil : readout.arms[1].name)
        otherVerdicts = others.map(VerdictCard.init)
        further = others.enumerated().map {
            EffectSection($1, id: "effects-\($0 + 2)", treatment: $1.arms.last?.name)
        }
        segments = ([readout] + others).enumerated().compactMap { place, one in
            SegmentSection(
                one, id: place == 0 ? "segments" : "segments-\(place + 1)",
                treatment: others.isEmpty ? nil : place == 0 ? readout.arms[1].name : one.arms.last?.name)
        }
        market = MarketSection(readout)
        hasFunnel = !readout.funnel.steps.isEmpty
        funnel = hasFunnel ? FunnelPlot(id: "funnel-plot", steps: readout.funnel.steps).drawing.markup : ""
        life = hasFunnel ? OrderLifePlot(id: "life-plot", funnel: readout.funnel).drawing.markup : ""
        requests = RequestSection(readout)
        checks = readout.health.map(CheckLine.init)
        courses = readout.timeCourse.enumerated().map { index, course in
            LinePlot(course, of: readout, id: "course\(index)").drawing.markup
        }
        hasCourses = !courses.isEmpty
        arms = ArmSection(readout)
        reproduction = Reproduction(readout, scenarioText: scenarioText)
    }
}

/// One health check with its sign.
struct CheckLine {
    let label: String
    let status: String
    let icon: String
    let message: String

    init(_ check: HealthCheck) {
        label = check.label
        status = check.status.rawValue
        icon = Icon.markup(check.status)
        message = Wording.unbroken(check.message)
    }
}
