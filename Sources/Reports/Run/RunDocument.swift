public import Experiments
public import Foundation

/// The readout of a run as a document: the verdict, and then section by section what happened, what is true and how to make it
/// again. Written into a folder it is the run's `index.html`, `readout.md` and `readout.json`.
public struct RunDocument: Document {
    private let readout: Readout
    private let scenarioText: String
    private let index: String?
    private let night: ScenarioNight?

    /// - Parameter scenarioText: the scenario file, shown folded on the page.
    public init(_ readout: Readout, scenarioText: String = "") {
        self.readout = readout
        self.scenarioText = scenarioText
        index = nil
        night = nil
    }

    /// As a page of a night's site.
    init(_ night: ScenarioNight, of run: NightlyEntry.Run) {
        readout = run.readout
        scenarioText = run.inputs.scenarioText
        index = "../index.html"
        self.night = night
    }

    public func json() throws(ReportProblem) -> Data { try ReadoutFile.bytes(of: readout) }

    public var page: Page {
        let isStudy = readout.isOfStudy
        let verdicts = readout.treatments.enumerated().flatMap { place, one in
            [
                DecisionBanner.banner(one, treatment: readout.treatmentName(place)),
                VerdictBanner.banner(one, subject: place == 0 ? Wording.run(readout) : nil),
            ].compactMap(\.self)
        }
        return Page(
            kind: "\(isStudy ? "study" : "run") · \(readout.scenario)",
            title: readout.title.isEmpty ? readout.scenario : readout.title,
            banners: (isStudy ? [StudyBanner.banner(readout)].compactMap(\.self) : []) + (isStudy ? [] : verdicts),
            summary: [Prose(readout.summary).only(.written)], sections: sections(isStudy: isStudy), index: index)
    }

    /// In the order in which they are read.
    private func sections(isStudy: Bool) -> [any Section] {
        let effects = readout.treatments.indices.flatMap { place -> [(any Section)?] in
            [EffectSection(readout, treatment: place), SegmentSection(readout, treatment: place)]
        }
        let settlings = readout.treatments.indices.map { EffectCourseSection(readout, treatment: $0) as (any Section)? }
        let decisions = readout.treatments.indices.map { DecisionSection(readout, treatment: $0) }
        let sections: [(any Section)?] =
            decisions + (night?.sections ?? []) + [StudySection(readout)] + effects + settlings + [
                ExpectationSection(readout), HealthSection(readout, only: isStudy ? .fail : nil),
                ModelSection(readout), PolicyFigureSection(readout), InterleavingSection(readout),
                AllocationSection(readout),
                OfflineSection(readout), FunnelSection(readout),
                RequestSection(readout),
                ComparisonSection(readout), MarketSection(readout), CourseSection(readout), ArmSection(readout),
                ReproductionSection(readout, scenarioText: scenarioText),
            ]
        return sections.compactMap(\.self).map { section in
            var section = section
            // A study's terminal shows the study, and what went wrong; a run's shows no study.
            let isOfStudy = section is StudySection
            if isOfStudy != isStudy,
                !(section is HealthSection || section is DecisionSection || section is ExpectationSection)
            {
                section.media.remove(.terminal)
            }
            return section
        }
    }
}

extension Readout {
    /// Name of the treatment at a place; nil where there is one alone.
    func treatmentName(_ place: Int) -> String? {
        guard further?.isEmpty == false else { return nil }
        return place == 0 ? arms.dropFirst().first?.name : treatments[place].arms.last?.name
    }

    /// Whether it was made to compare designs.
    var isOfStudy: Bool { study != nil && command.hasPrefix("marketlab study ") }
}
