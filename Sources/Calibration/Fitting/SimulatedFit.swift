import Foundation
import Marketplace
import PolicyKit
import RunStore
import Statistics
import Synchronization

/// Fits by simulation what a log without impressions does not show by itself.
///
/// The market is run with the values at hand, its log is tallied like the log in question, and the values are moved until
/// both have the same signature (indirect inference: Gourieroux, Monfort, Renault 1993). Every parameter has a figure of
/// its own in the signature; how each parameter moves each figure is measured once, and then Newton's steps are taken. Two
/// things are assumed and said: the stock is in balance, so what leaves is replaced; and the policies are the default ones.
struct SimulatedFit {
    private(set) var parameters: [CalibratedParameter] = []
    /// What the log does not tell, a sentence each.
    private(set) var untold: [String] = []

    /// Few runs come near, and more of them settle it: two seeds have a chance of their own in common.
    private static let roughSeeds: ClosedRange<UInt64> = 11...12
    private static let lastSeeds: ClosedRange<UInt64> = 11...20

    private let reference: ReferenceMarket
    private let weeks: Double
    /// Units a day.
    private let sales: Double
    private let market: Market
    private var hidden: [HiddenParameter]
    /// The group of each parameter.
    private var groups: [Int]
    /// The log's figures, at the size of the runs.
    private var wanted: [LogFigure]
    private var values: [Double]
    /// How the figures, one a row, grow with the parameters, one a column.
    private var slopes: [[Double]] = []

    /// - Parameters:
    ///   - weeks: of traffic in the log.
    ///   - market: with all that the log shows by itself.
    init(
        _ log: LogTally, signature: LogSignature, weeks: Double, market: Market, reference: ReferenceMarket
    ) throws(StatisticsError) {
        self.reference = reference
        self.weeks = weeks
        self.market = market
        sales = Double(log.count(.buyComplete)) / max(1, log.days)
        let told = HiddenParameter.groups.enumerated().flatMap { group, parameters in
            parameters.compactMap { parameter in
                parameter.figure(signature).map { (parameter: parameter, group: group, figure: $0) }
            }
        }
        hidden = told.map(\.parameter)
        groups = told.map(\.group)
        wanted = told.map { parameter, _, figure in
            LogFigure(figure.value + parameter.growth * Foundation.log(reference.scale), error: figure.error)
        }
        values = told.map { $0.parameter.start($0.figure.value, signature) }
        values = inRange(values)
        try measureSlopes()
        for _ in 0..<2 { try move(from: figures(at: values, SimulatedFit.roughSeeds)) }
        // Slopes differ from place to place, and standard errors rest on those at the end.
        try measureSlopes()
        try move(from: figures(at: values, SimulatedFit.roughSeeds))
        // What turns out not to be told takes its default, and the others are fitted to that.
        var isTold = false
        while !isTold, !hidden.isEmpty {
            try move(from: figures(at: values, SimulatedFit.lastSeeds))
            let last = try figures(at: values, SimulatedFit.lastSeeds)
            try move(from: last)
            let found = try report(last)
            let doubts = values.indices.map { place in
                found.filter { parameter in hidden[place].keys.contains { $0.path == parameter.path } }
                    .compactMap { $0.doubt(isAtBound: isAtBound(place)) }
            }
            untold += doubts.flatMap(\.self)
            isTold = doubts.allSatisfy(\.isEmpty)
            parameters = found
            if !isTold { keep(values.indices.filter { doubts[$0].isEmpty }) }
        }
        if hidden.isEmpty { parameters = [] }
    }

    /// Whether a parameter could not be moved as far as the log seems to ask.
    private func isAtBound(_ place: Int) -> Bool {
        let range = hidden[place].range
        return values[place] == range.lowerBound || values[place] == range.upperBound
    }

    private func inRange(_ values: [Double]) -> [Double] {
        zip(values, hidden).map { min($1.range.upperBound, max($1.range.lowerBound, $0)) }
    }

    private func laid(_ values: [Double]) -> Market {
        var market = market
        for (value, parameter) in zip(inRange(values), hidden) { parameter.lay(value, &market) }
        StockBalance.setArrivals(of: &market.listings, sales: sales)
        return market
    }

    // MARK: - Runs

    /// The figures of a market, one row a seed.
    private func figures(at values: [Double], _ seeds: ClosedRange<UInt64>) throws(StatisticsError) -> [[Double]] {
        try figures(seeds.map { (laid(values), $0) })
    }

    /// The figures of markets that are run side by side. One that a run does not tell is taken to be the log's, so that
    /// nothing is moved for it.
    private func figures(_ tasks: [(market: Market, seed: UInt64)]) throws(StatisticsError) -> [[Double]] {
        let found = Mutex([[Double]?](repeating: nil, count: tasks.count))
        let (reference, weeks, hidden, wanted) = (reference, weeks, hidden, wanted.map(\.value))
        DispatchQueue.concurrentPerform(iterations: tasks.count) { index in
            let log = reference.run(tasks[index].market, seed: tasks[index].seed).log
            let signature = try? LogSignature(log, weeks: weeks)
            let row = signature.map { signature in
                zip(hidden, wanted).map { parameter, wanted in parameter.figure(signature)?.value ?? wanted }
            }
            found.withLock { $0[index] = row }
        }
        let rows = found.withLock { $0.compactMap(\.self) }
        guard rows.count == tasks.count else {
            throw .undefined("a market like this one leaves too few events to compare")
        }
        return rows
    }

    /// Runs the market as it is and with one parameter after the other moved, from the same seed.
    ///
    /// Across groups most slopes would be little but noise; what a group does to another is left to the next step.
    private mutating func measureSlopes() throws(StatisticsError) {
        let seed = SimulatedFit.lastSeeds.lowerBound
        let nudges = zip(values, hidden).map { $0 + $1.nudge <= $1.range.upperBound ? $1.nudge : -$1.nudge }
        let moved = values.indices.map { index in
            var moved = values
            moved[index] += nudges[index]
            return (market: laid(moved), seed: seed)
        }
        let rows = try figures([(laid(values), seed)] + moved)
        slopes = values.indices.map { figure in
            values.indices.map { index in
                let isNear = groups[figure] == groups[index] || hidden[index].reachesAll
                let isMoved = figure == index || (isNear && hidden[figure].isShared)
                return isMoved ? (rows[index + 1][figure] - rows[0][figure]) / nudges[index] : 0
            }
        }
        dropUntold()
    }

    /// Leaves at the default what does not move its figure in a market like this one.
    private mutating func dropUntold() {
        keep(values.indices.filter { abs(slopes[$0][$0]) > 1e-6 })
    }

    /// Leaves all parameters at the default but these.
    private mutating func keep(_ told: [Int]) {
        hidden = told.map { hidden[$0] }
        groups = told.map { groups[$0] }
        wanted = told.map { wanted[$0] }
        values = told.map { values[$0] }
        slopes = told.map { row in told.map { slopes[row][$0] } }
    }

    private static func means(_ rows: [[Double]]) -> [Double] {
        guard let first = rows.first else { return [] }
        return first.indices.map { column in rows.reduce(0) { $0 + $1[column] } / Double(rows.count) }
    }

    // MARK: - Newton's steps

    /// What the parameters must be moved by for the figures to move by that much.
    private func moves(for figures: [Double]) throws(StatisticsError) -> [Double] {
        try LinearModel(design: slopes, response: figures).coefficients
    }

    private mutating func move(from rows: [[Double]]) throws(StatisticsError) {
        let missing = zip(wanted, SimulatedFit.means(rows)).map { $0.value - $1 }
        let moves = try moves(for: missing)
        values = inRange(zip(values, moves).map { $0 + max(-1, min(1, $1)) })
    }

    // MARK: - Standard errors

    /// How far the log may be from what it would be on average: the log's own error, and that of the runs.
    ///
    /// A market draws its categories and popular listings once, so that the runs differ by more than users do. Where the
    /// users' part is known, it is taken at the log's own size; elsewhere at that of the runs, which have fewer users than
    /// the log, and is too large, if anything.
    private func errors(_ rows: [[Double]]) -> [(runs: Double, log: Double)] {
        let runs = Double(rows.count)
        return wanted.indices.map { index in
            let variance = Moments(of: rows.map { $0[index] }).variance
            let own = wanted[index].error ?? 0
            let ofUsers = own * own / reference.scale
            let ofMarkets = max(0, variance - ofUsers)
            let total = own * own + ofUsers / runs + ofMarkets * (1 + 1 / runs)
            return (variance.squareRoot(), total.squareRoot())
        }
    }

    /// The parameters, and how they would have come out had each of the runs been the log, spread as far as the log is.
    private func report(_ rows: [[Double]]) throws(StatisticsError) -> [CalibratedParameter] {
        let means = SimulatedFit.means(rows)
        let errors = errors(rows)
        var others: [Market] = []
        for row in rows {
            let away = row.indices.map { index in
                errors[index].runs > 0 ? (row[index] - means[index]) * errors[index].log / errors[index].runs : 0
            }
            let moves = try moves(for: away)
            others.append(laid(zip(values, moves).map { $0 + $1 }))
        }
        let fitted = laid(values)
        return hidden.flatMap(\.keys).compactMap { key in
            guard let field = Market.fields.first(where: { $0.parameter.name == key.path }),
                let value = field.read(fitted).number
            else { return nil }
            let spread = Moments(of: others.compactMap { field.read($0).number }).standardDeviation
            return CalibratedParameter(key.path, value, error: spread, "by simulation: " + key.method)
        }
    }
}
