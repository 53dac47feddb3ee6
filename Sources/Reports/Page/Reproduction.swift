import Experiments

/// All that it takes to make the run again and to see that it is the same.
struct Reproduction {
    let command: String
    let facts: [Fact]
    let counts: [Fact]
    let scenarioText: String

    /// A name and what it stands for.
    struct Fact {
        let name: String
        let value: String
    }

    init(_ readout: Readout, scenarioText: String) {
        command = readout.command
        self.scenarioText = scenarioText
        facts = [
            Fact(name: "Scenario", value: readout.scenario),
            Fact(name: "Seed", value: "\(readout.seed)"),
            Fact(name: "Replications", value: Wording.replications(readout)),
            Fact(name: "Schedule", value: Wording.schedule(readout.schedule)),
            Fact(name: "MarketLab", value: readout.version),
            Fact(name: "Journal digest", value: readout.journalDigest),
        ]
        let happened = readout.counts
        counts = [
            ("Events", happened.events), ("Sessions", happened.sessions), ("Requests", happened.requests),
            ("Exposures", happened.exposures), ("Clicks", happened.clicks), ("Orders", happened.orders),
        ].map { Fact(name: $0.0, value: Digits.count($0.1)) }
    }
}
