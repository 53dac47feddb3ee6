import Experiments

/// All that it takes to make the run again and to see that it is the same.
struct ReproductionSection: Section {
    let id = "reproduce"
    let title = "Make it again"
    let blocks: [any Block]
    var media = Media.written

    init(_ readout: Readout, scenarioText: String) {
        let happened = readout.counts
        let counts: [(String, Int?)] = [
            ("Events", happened.events), ("Sessions", happened.sessions), ("Requests", happened.requests),
            ("Candidates scored", happened.candidates), ("Exposures", happened.exposures), ("Clicks", happened.clicks),
            ("Orders", happened.orders),
        ]
        blocks = [
            Code(text: readout.command, language: "sh"),
            Prose(
                "The same seed gives the same bytes: where the journal digests are equal, the same events happened.",
                .lead
            ).only(.page),
            Facts(
                [
                    ("Scenario", readout.scenario), ("Seed", "\(readout.seed)"),
                    ("Replications", Wording.replications(readout)), ("Schedule", Wording.schedule(readout.schedule)),
                    ("MarketLab", readout.version), ("Journal digest", readout.journalDigest),
                ] + counts.compactMap { name, count in count.map { (name, Digits.count($0)) } }),
            Folded(title: "The scenario file", blocks: [Code(text: scenarioText, language: "yaml")]),
        ]
    }
}
