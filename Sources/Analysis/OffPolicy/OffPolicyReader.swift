import Statistics
import Tables

/// A log of decisions as it was read of a table.
struct OffPolicyLog {
    /// Every row as a decision.
    var decisions = LoggedDecisions()
    /// The slates that rows make; nil where each is by itself.
    var slates: LoggedSlates?
    /// Score and reward of each row, and its cluster, where scores are asked for.
    var scores: [(score: Double, reward: Double, cluster: Int)] = []
    /// How good the order by score is, and the order that was shown; nil without scores of slates.
    var gains: (byScore: DiscountedGain, asShown: DiscountedGain)?
    var rows = 0
    var dialect = CSVDialect()
}

/// Reads a table of logged decisions, row by row and once.
///
/// Independent rows become sums at once; rows of clusters become sums of their cluster; rows of slates are kept until all are
/// read, as they may stand in any order.
struct OffPolicyReader {
    private let question: OffPolicyQuestion
    private let file: String
    private let columns: Columns
    private var log = OffPolicyLog()
    private var clusters = Names()
    private var slates = Names()
    private var clusterSums: [LoggedDecisions.Cluster] = []
    private var positions: [Place] = []
    /// The numbers of the present row.
    private var numbers: [Double]
    /// Lines of the blocks before.
    private var lines = 0

    /// Where the columns of a question stand.
    private struct Columns {
        let dialect: CSVDialect
        let count: Int
        /// Reward, propensities, predictions, score: those that are given.
        let numbers: [(name: String, cell: Int)]
        let cluster: (name: String, cell: Int)?
        let slate: (name: String, cell: Int)?
        let position: (name: String, cell: Int)?

        init(_ header: HeaderRow, of question: OffPolicyQuestion) throws(AnalysisProblem) {
            dialect = header.dialect
            count = header.names.count
            cluster = try header.column(question.cluster, "--cluster")
            slate = try header.column(question.slate, "--slate")
            position = try header.column(question.position, "--position")
            let options = [
                (question.reward, "--reward"), (question.logging, "--logging"), (question.target, "--target"),
                (question.predicted, "--predicted"), (question.predictedTarget, "--predicted-target"),
                (question.score, "--score"),
            ]
            var numbers: [(name: String, cell: Int)] = []
            for (name, option) in options {
                if let column = try header.column(name, option) { numbers.append(column) }
            }
            self.numbers = numbers
        }
    }

    /// Names in the order in which they are met, by 64 bits of hash.
    private struct Names {
        private var places: [UInt64: Int] = [:]

        /// The name's place.
        mutating func place(of hash: UInt64) -> Int {
            if let known = places[hash] { return known }
            places[hash] = places.count
            return places.count - 1
        }
    }

    /// What was put at a position of a slate.
    private struct Place {
        let slate: Int
        let position: Int
        let cluster: Int
        let line: Int
        let decision: LoggedDecision
        let score: Double
    }

    /// What the slates of a cluster come to.
    private struct ClusterSums {
        var decisions = LoggedDecisions.Cluster()
        var slates = LoggedSlates.Cluster()
        var byScore = DiscountedGain.Cluster()
        var asShown = DiscountedGain.Cluster()
    }

    /// - Parameter path: as people know it; `-` is standard input.
    static func read(_ path: String, question: OffPolicyQuestion) throws(AnalysisProblem) -> OffPolicyLog {
        var source = try TableSource(path)
        let (file, first) = (source.file, try source.first())
        let header = try TableHeader(
            first, separator: question.separator, decimalMark: question.decimalMark, file: file
        ) { row throws(AnalysisProblem) in try Columns(row, of: question) }
        var reader = OffPolicyReader(question, file, header.roles)
        var block: [UInt8]? = first
        while let bytes = block {
            try reader.take(bytes, hasHeader: reader.lines == 0)
            block = try source.next()
        }
        return try reader.finished()
    }

    private init(_ question: OffPolicyQuestion, _ file: String, _ columns: Columns) {
        (self.question, self.file, self.columns) = (question, file, columns)
        numbers = Array(repeating: 0, count: columns.numbers.count)
        log.dialect = columns.dialect
    }

    // MARK: - Rows

    private mutating func take(_ bytes: [UInt8], hasHeader: Bool) throws(AnalysisProblem) {
        var reader = CSVReader(bytes: bytes, dialect: columns.dialect)
        do throws(Block.Fault) {
            if hasHeader { _ = try next(&reader) }
            while try next(&reader) { try take(reader) }
        } catch {
            throw AnalysisProblem(file, line: lines + error.line, column: error.column, error.message)
        }
        lines += reader.linesRead
    }

    private func next(_ reader: inout CSVReader) throws(Block.Fault) -> Bool {
        do { return try reader.next() } catch {
            throw Block.Fault(line: error.line ?? reader.line, column: nil, message: error.message)
        }
    }

    private mutating func take(_ reader: borrowing CSVReader) throws(Block.Fault) {
        guard reader.count == columns.count else { throw .otherLength(reader, header: columns.count) }
        for (place, column) in columns.numbers.enumerated() { numbers[place] = try number(reader, column) }
        let decision = try decision(line: reader.line)
        let score = question.score == nil ? 0 : numbers[numbers.count - 1]
        let named = try columns.cluster.map { column throws(Block.Fault) in
            clusters.place(of: try name(reader, column, seed: 2))
        }
        log.rows += 1
        if let slate = columns.slate, let position = columns.position {
            let place = slates.place(of: try name(reader, slate, seed: 3))
            positions.append(
                Place(
                    slate: place, position: try wholeNumber(reader, position), cluster: named ?? place,
                    line: lines + reader.line, decision: decision, score: score))
        } else if let named {
            if named == clusterSums.count { clusterSums.append(.init()) }
            clusterSums[named].add(decision)
        } else {
            log.decisions.add(decision)
        }
        if question.score != nil, columns.slate == nil {
            log.scores.append((score, decision.reward, named ?? log.rows - 1))
        }
    }

    private func number(
        _ reader: borrowing CSVReader, _ column: (name: String, cell: Int)
    ) throws(Block.Fault) -> Double {
        if let number = reader.number(column.cell) { return number }
        guard !MissingCells.has(reader.bytes(column.cell)) else {
            throw Block.Fault(line: reader.line, column: column.name, message: "expected a number, found nothing")
        }
        throw .notANumber(reader, cell: column.cell, column: column.name, columns.dialect)
    }

    /// - Throws: a sentence about a chance that is none.
    private func decision(line: Int) throws(Block.Fault) -> LoggedDecision {
        let (logging, target) = (numbers[1], numbers[2])
        guard logging > 0, logging <= 1 else {
            throw Block.Fault(
                line: line, column: question.logging,
                message:
                    "expected a chance above 0 and at most 1, found \(logging.inWords); what was logged was drawn with "
                    + "some chance")
        }
        guard target >= 0, target <= 1 else {
            throw Block.Fault(
                line: line, column: question.target, message: "expected a chance from 0 to 1, found \(target.inWords)")
        }
        do throws(StatisticsError) {
            return try LoggedDecision(
                reward: numbers[0], loggingPropensity: logging, targetPropensity: target,
                prediction: question.hasModel ? .init(ofLogged: numbers[3], underTarget: numbers[4]) : nil)
        } catch {
            throw Block.Fault(line: line, column: question.logging, message: error.description)
        }
    }

    private func name(
        _ reader: borrowing CSVReader, _ column: (name: String, cell: Int), seed: UInt64
    ) throws(Block.Fault) -> UInt64 {
        guard !MissingCells.has(reader.bytes(column.cell)) else {
            throw Block.Fault(line: reader.line, column: column.name, message: "expected a name, found nothing")
        }
        return ByteHash.of(reader.bytes(column.cell), seed: seed)
    }

    private func wholeNumber(
        _ reader: borrowing CSVReader, _ column: (name: String, cell: Int)
    ) throws(Block.Fault) -> Int {
        let number = try number(reader, column)
        guard number.magnitude < 1e9, let whole = Int(exactly: number) else {
            throw Block.Fault(
                line: reader.line, column: column.name,
                message: "expected a whole number, the position from the top, found \(number.inWords)")
        }
        return whole
    }

    // MARK: - The whole log

    private mutating func finished() throws(AnalysisProblem) -> OffPolicyLog {
        guard log.rows > 0 else { throw AnalysisProblem(file, "has a header and no rows") }
        for cluster in clusterSums { log.decisions.add(cluster) }
        if columns.slate != nil { try gatherSlates() }
        return log
    }

    private mutating func gatherSlates() throws(AnalysisProblem) {
        let top = positions.map(\.position).min() ?? 0
        positions.sort { ($0.slate, $0.position, $0.line) < ($1.slate, $1.position, $1.line) }
        var sums: [Int: ClusterSums] = [:]
        var start = 0
        while start < positions.count {
            var end = start
            while end < positions.count, positions[end].slate == positions[start].slate { end += 1 }
            let places = positions[start..<end]
            try check(places, top: top)
            let decisions = places.map(\.decision)
            let cluster = positions[start].cluster
            var own = sums[cluster] ?? ClusterSums()
            for decision in decisions { own.decisions.add(decision) }
            own.slates.add(
                decisions,
                pseudoInverseWeight: question.slots == .independent
                    ? PseudoInverse.weight(ofIndependentSlots: decisions.map(\.weight)) : nil)
            if question.score != nil {
                let gains = decisions.map(\.reward)
                own.byScore.add(gains: gains, scores: places.map(\.score))
                own.asShown.add(gains: gains)
                log.scores += places.map { ($0.score, $0.decision.reward, cluster) }
            }
            sums[cluster] = own
            start = end
        }
        var slates = LoggedSlates()
        var gains = (byScore: DiscountedGain(), asShown: DiscountedGain())
        for (_, own) in sums.sorted(by: { $0.key < $1.key }) {
            log.decisions.add(own.decisions)
            slates.add(own.slates)
            gains.byScore.add(own.byScore)
            gains.asShown.add(own.asShown)
        }
        log.slates = slates
        log.gains = question.score == nil ? nil : gains
    }

    /// A slate is logged from its top without gaps, and is of one cluster.
    private func check(_ places: ArraySlice<Place>, top: Int) throws(AnalysisProblem) {
        var expected = top
        for place in places {
            guard place.position == expected else {
                let found = "the slate has position \(place.position)"
                throw AnalysisProblem(
                    file, line: place.line, column: question.position,
                    place.position < expected
                        ? "\(found) twice"
                        : "\(found) and no position \(expected); expected all positions from the top on")
            }
            expected += 1
        }
        if let first = places.first, let other = places.first(where: { $0.cluster != first.cluster }) {
            throw AnalysisProblem(
                file, line: max(first.line, other.line), column: question.cluster,
                "the slate has rows of two clusters; expected all of a slate's rows to be of one")
        }
    }
}
