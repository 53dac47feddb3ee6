import Marketplace
import Statistics

/// One experiment in a booking market, as whoever runs it would read it: by one design, out of one world.
struct BookingExperiment {
    private let design: BookingDesign
    private let leftOverShare: Double
    /// The experiment as a whole.
    private let whole: BookingSample
    /// The samples without each block of time.
    private let parts: [BookingSample]

    /// - Parameters:
    ///   - outcome: of the world that the design has.
    ///   - days: for which bookings were counted.
    init(_ design: BookingDesign, _ outcome: BookingOutcome, _ market: BookingMarket, days: Double) {
        self.init(design, market, blocks: outcome.tally.blocks.count) { block in
            BookingSample(outcome.tally, days: days, size: Double(market.settings.size), without: block)
        }
    }

    /// The experiment that a split would have been on which nothing depended.
    /// - Parameter outcome: of the untreated world.
    init(
        _ design: BookingDesign, null: BookingTally.Null, in outcome: BookingOutcome, _ market: BookingMarket,
        days: Double
    ) {
        self.init(design, market, blocks: outcome.tally.blocks.count) { block in
            BookingSample(
                null: null, in: outcome.tally, splitting: design.role, days: days, size: Double(market.settings.size),
                without: block)
        }
    }

    private init(
        _ design: BookingDesign, _ market: BookingMarket, blocks: Int, _ sample: (_ without: Int?) -> BookingSample
    ) {
        self.design = design
        leftOverShare = market.leftOverShare
        whole = sample(nil)
        parts = (0..<blocks).map(sample)
    }

    /// What the design says.
    func reading() throws(StatisticsError) -> BookingReading { try reading(whole) }

    /// The effect with the error that the experiment shows by itself.
    func effect(level: Double) throws(StatisticsError) -> Estimate { try estimate(level) { $0.effect } }

    /// The effect over control.
    func relative(level: Double) throws(StatisticsError) -> Estimate {
        guard try reading().control != 0 else { throw .zeroBaseline }
        return try estimate(level) { $0.effect / $0.control }
    }

    private func estimate(
        _ level: Double, _ value: (BookingReading) -> Double
    ) throws(StatisticsError) -> Estimate {
        var without: [Double] = []
        for part in parts { without.append(value(try reading(part))) }
        return try BlockJackknife.estimate(value(try reading(whole)), without: without, level: level)
    }

    private func reading(_ sample: BookingSample) throws(StatisticsError) -> BookingReading {
        try design.reading(sample, leftOverShare: leftOverShare)
    }
}
