import Analysis
import Foundation
import Statistics

/// `analyze`: moments of values in memory, and a whole table of ten metrics, each with its covariate.
enum AnalyzeBenchmark {
    private static let metrics = 10

    static func run() async throws {
        aggregate()
        let folder = NSTemporaryDirectory() + "marketlab-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (few, many) = (400_000, 1_000_000)
        try write(few, to: folder + "/few.csv")
        let bytes = try write(many, to: folder + "/many.csv")
        try await read(folder + "/many.csv", rows: many, bytes: bytes)
        let peaks = try ["few", "many"].map { try MemoryBenchmark.peak(of: ["analyze-of", "\(folder)/\($0).csv"]) }
        Line.show(
            "… peak of the program, \(Line.count(many)) rows", "\(Line.digits(peaks[1] / 1e6)) MB",
            "\(Line.count(few)) rows: \(Line.digits(peaks[0] / 1e6)) MB", Line.digits(peaks[1] / peaks[0]))
    }

    /// Runs in a process of its own: answers from the table and prints the peak.
    static func child(_ file: String) async throws {
        _ = try await answer(file)
        print(MemoryBenchmark.peakOfThisProcess)
    }

    // MARK: - In memory

    /// Means, variances and covariances of pairs of columns, in blocks of 512 rows as they come from a table.
    private static func aggregate() {
        let (rows, block) = (1_000_000, 512)
        let columns = (0..<2 * metrics).map { noise(rows, seed: UInt64($0 + 1)) }
        var moments: [CovarianceMoments] = []
        func pairs(_ body: (UnsafePointer<Double>, UnsafePointer<Double>) -> Void) {
            for pair in 0..<metrics {
                columns[2 * pair].withUnsafeBufferPointer { y in
                    columns[2 * pair + 1].withUnsafeBufferPointer { x in
                        if let y = y.baseAddress, let x = x.baseAddress { body(y, x) }
                    }
                }
            }
        }
        var here: [Double] = []
        var beside: [Double] = []
        var sums = [Double](repeating: 0, count: 5)
        for _ in 0..<5 {
            here.append(
                Stopwatch.measure {
                    moments = []
                    pairs { y, x in
                        var own = CovarianceMoments(variables: 2)
                        for start in stride(from: 0, to: rows, by: block) {
                            own.add(min(block, rows - start), columns: [y + start, x + start])
                        }
                        moments.append(own)
                    }
                })
            beside.append(Stopwatch.measure { pairs { naiveSums($0, $1, rows, &sums) } })
        }
        let values = Double(rows * 2 * metrics)
        let (nanoseconds, naive) = (median(here) * 1e9 / values, median(beside) * 1e9 / values)
        Line.show(
            "moments of a value in memory, with covariance", "\(Line.digits(nanoseconds)) ns",
            "ceiling 2.40 ns; naive sums here \(Line.digits(naive)) ns", Line.digits(nanoseconds / 2.4))
        showExactness()
    }

    /// Sums, squares and products in one pass: as fast as it gets, and wrong far from 0.
    @inline(never) private static func naiveSums(
        _ y: UnsafePointer<Double>, _ x: UnsafePointer<Double>, _ count: Int, _ sums: inout [Double]
    ) {
        var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for row in 0..<count {
            a += y[row]
            b += x[row]
            aa += y[row] * y[row]
            bb += x[row] * x[row]
            ab += y[row] * x[row]
        }
        for (place, sum) in [a, b, aa, bb, ab].enumerated() { sums[place] += sum }
    }

    private static func showExactness() {
        // Multiples of 2^-20 stay exact when 1e9 is added: the variance must not change.
        let near = noise(100_000, seed: 7).map { ($0 * 1_048_576).rounded() / 1_048_576 }
        let far = near.map { $0 + 1e9 }
        var moments = Moments()
        moments.add(contentsOf: far.span)
        let exact = Moments(of: near).variance
        let squares = far.reduce(0) { $0 + $1 * $1 }
        let sum = far.reduce(0, +)
        let naive = (squares - sum * sum / Double(far.count)) / Double(far.count - 1)
        Line.show(
            "variance at mean 1e9, sd 1: relative error", String(format: "%.1e", abs(moments.variance / exact - 1)),
            "naive sums: \(String(format: "%.1e", abs(naive / exact - 1)))")
    }

    /// Sums of twelve uniform numbers less six: mean 0, sd 1.
    private static func noise(_ count: Int, seed: UInt64) -> [Double] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { _ in
            var sum = -6.0
            for _ in 0..<12 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                sum += Double(state >> 11) / 9_007_199_254_740_992
            }
            return sum
        }
    }

    // MARK: - From a table

    private static func answer(_ file: String) async throws -> Answer {
        var question = Question(
            variant: "arm", control: "a", metrics: try (0..<metrics).map { try MetricTerm(parsing: "mean:y\($0)") })
        question.covariates = (0..<metrics).map { Covariate(parsing: "y\($0)=x\($0)") }
        return try await Answer(question, file: file, threads: ProcessInfo.processInfo.activeProcessorCount)
    }

    private static func read(_ file: String, rows: Int, bytes: Int) async throws {
        var wall: [Double] = []
        var processor: [Double] = []
        for _ in 0..<5 {
            let start = (Stopwatch.wallSeconds, Stopwatch.processSeconds)
            _ = try await answer(file)
            wall.append(Stopwatch.wallSeconds - start.0)
            processor.append(Stopwatch.processSeconds - start.1)
        }
        let rate = Double(bytes) / median(processor) / 1e6
        Line.show(
            "analyze, \(Line.count(rows)) rows, \(metrics) metrics with CUPED",
            Line.rate(Double(rows) / median(wall), "rows"),
            "\(Line.digits(median(processor))) s of processor, \(Line.digits(rate)) MB/s a core")
    }

    /// Counts, amounts with two decimals and rates with four, as tables of units have them.
    @discardableResult private static func write(_ rows: Int, to file: String) throws -> Int {
        var state: UInt64 = 88_172_645_463_325_252
        func below(_ limit: UInt64) -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return (state >> 11) % limit
        }
        let names = (0..<metrics).flatMap { ["y\($0)", "x\($0)"] }
        try Data("arm,\(names.joined(separator: ","))\n".utf8).write(to: URL(fileURLWithPath: file))
        guard let handle = FileHandle(forWritingAtPath: file) else { return 0 }
        // A block of rows is written again and again: making text takes longer than reading it.
        let block = 20_000
        let text = (0..<block).map { _ in
            let cells = (0..<2 * metrics).map { column in
                switch column / 2 % 3 {
                case 0: "\(below(12))"
                case 1: "\(below(60)).\(10 + below(90))"
                default: "0.\(1_000 + below(9_000))"
                }
            }
            return (below(2) == 0 ? "a," : "b,") + cells.joined(separator: ",") + "\n"
        }.joined()
        try handle.seekToEnd()
        for _ in 0..<rows / block { try handle.write(contentsOf: Data(text.utf8)) }
        try handle.close()
        return text.utf8.count * (rows / block)
    }
}
