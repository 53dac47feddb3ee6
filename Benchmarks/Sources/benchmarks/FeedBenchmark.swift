import FeedKernel
import MarketLab
import PageKernel

/// Exposures per second of whole worlds, all events and metrics with them, beside two programs in C: one that makes whole pages and their
/// exposures as the market does, and one that only scores and sorts candidates.
struct FeedBenchmark {
    /// Counts what the journal says of the feed.
    private final class Counter: JournalConsumer {
        var exposures = 0
        var requests = 0
        var candidates = 0
        var live = 0

        func consume(_ records: borrowing Span<JournalRecord>) {
            for index in records.indices {
                switch records[index].kind {
                case .exposure: exposures += 1
                case .request:
                    requests += 1
                    candidates += Int(records[index].detail)
                case .listingCreated: live += 1
                case .listingEnded: live -= 1
                default: break
                }
            }
        }
    }

    /// One stretch of the world, and one of each program in C.
    private struct Round {
        var exposures = 0
        var requests = 0
        var candidates = 0
        var events = 0
        var seconds = 0.0
        var kernelSeconds = 0.0
        /// Of the program that makes whole pages.
        var pageSeconds = 0.0
        var pageExposures = 0.0
    }

    private static let pages: UInt64 = 40_000
    private let users: Int
    private let listings: Int
    private let retrieval: FeedRetrieval
    private let rounds: Int
    private let counter = Counter()

    static func run(listings: [Int] = [10_000, 100_000, 1_000_000], rounds: Int = 9) throws {
        for listings in listings {
            let users = max(20_000, listings / 10)
            for retrieval in FeedRetrieval.allCases {
                try FeedBenchmark(users: users, listings: listings, retrieval, rounds: rounds).run()
            }
        }
    }

    private init(users: Int, listings: Int, _ retrieval: FeedRetrieval, rounds: Int) {
        self.users = users
        self.listings = listings
        self.retrieval = retrieval
        self.rounds = rounds
    }

    private func run() throws {
        guard let table = page_table_make(UInt32(listings)) else { return }
        defer { page_table_free(table) }
        guard let pages = feed_kernel_make(UInt32(listings)) else { return }
        defer { feed_kernel_free(pages) }
        _ = feed_kernel_serve(pages, FeedBenchmark.pages)
        var plan = BenchmarkPlan.plan(users: users, listings: listings, days: 365)
        for arm in plan.arms.indices { plan.arms[arm].conditions.feed.retrieval = retrieval }
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        let started = Stopwatch.threadSeconds
        var opening: Double?
        // Until then most users have profiles: a user without one has no best candidates to be found.
        let warm = 100 * users
        var measured: [Round] = []
        var round: Round?
        _ = try runner.run(BenchmarkPlan.experiment, consumers: [counter]) { events in
            let now = Stopwatch.threadSeconds
            if opening == nil { opening = now - started }
            guard counter.exposures >= warm else { return true }
            if var done = round {
                guard counter.exposures - done.exposures >= 500_000 else { return true }
                done = Round(
                    exposures: counter.exposures - done.exposures, requests: counter.requests - done.requests,
                    candidates: counter.candidates - done.candidates, events: events - done.events,
                    seconds: now - done.seconds)
                done.kernelSeconds = Stopwatch.measure {
                    _ = page_table_serve(table, UInt64(measured.count) * FeedBenchmark.pages, FeedBenchmark.pages)
                }
                done.pageSeconds = Stopwatch.measure {
                    done.pageExposures = Double(feed_kernel_serve(pages, FeedBenchmark.pages).exposures)
                }
                measured.append(done)
            }
            round = Round(
                exposures: counter.exposures, requests: counter.requests, candidates: counter.candidates,
                events: events, seconds: Stopwatch.threadSeconds)
            return measured.count < rounds
        }
        show(measured, opening: opening ?? 0)
        let lines: UInt64 = 4_000_000
        let seconds = Stopwatch.measure { _ = feed_kernel_load_lines(pages, lines) }
        Line.show("  independent loads of cache lines", Line.rate(Double(lines) / seconds, "lines"))
    }

    private func show(_ rounds: [Round], opening: Double) {
        let rate = median(rounds.map { Double($0.exposures) / $0.seconds })
        let kernel = Double(FeedBenchmark.pages) * Double(PAGE_SLOTS) / median(rounds.map(\.kernelSeconds))
        let requests = Double(rounds.reduce(0) { $0 + $1.requests })
        let exposures = Double(rounds.reduce(0) { $0 + $1.exposures })
        let events = Double(rounds.reduce(0) { $0 + $1.events })
        let seconds = rounds.reduce(0) { $0 + $1.seconds }
        let wholePages = median(rounds.map { Double(FeedBenchmark.pages) / $0.pageSeconds })
        let wholeExposures = median(rounds.map { $0.pageExposures / $0.pageSeconds })
        Line.show(
            "feed, \(Line.count(listings)) live listings" + (retrieval == .eachRound ? ", once a round" : ""),
            Line.rate(rate, "exposures"),
            "whole pages in C: \(Line.rate(wholeExposures))", Line.digits(rate / wholeExposures))
        Line.show(
            "  pages", Line.rate(rate * requests / exposures, "pages"),
            "whole pages in C: \(Line.rate(wholePages))", Line.digits(rate * requests / exposures / wholePages))
        Line.show(
            "  exposures", Line.rate(rate, "exposures"), "page kernel in C: \(Line.rate(kernel))",
            Line.digits(rate / kernel))
        Line.show(
            "  pages", Line.rate(rate * requests / exposures, "pages"),
            "page kernel in C: \(Line.rate(kernel / Double(PAGE_SLOTS)))",
            Line.digits(rate * requests / exposures / kernel * Double(PAGE_SLOTS)))
        Line.show(
            "  events", Line.rate(events / seconds, "events"),
            "\(Line.digits(exposures / requests)) of 20 slots a page exposed")
        Line.show(
            "  candidates a page",
            Line.digits(Double(rounds.reduce(0) { $0 + $1.candidates }) / requests),
            "\(Line.count(users)) users, \(Line.count(counter.live)) listings at the end")
        Line.show("  opening the world, not counted above", "\(Line.digits(opening)) s")
    }
}
