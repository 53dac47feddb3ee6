/// What is kept of one experiment of a market against itself.
struct GateExperiment {
    /// How many users each arm has.
    let users: [Int]
    /// What of stock or money does not add up.
    let violations: [String]
    /// One a metric.
    let readings: [GateReading]
}

/// All experiments of one design.
struct GateDesign {
    let design: Design
    let experiments: [GateExperiment]
}
