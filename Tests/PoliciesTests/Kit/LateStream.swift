import Foundation
import Policies
import PolicyKit
import Randomness

/// Clicks at equal distances, of which some are followed by a payment that comes late, for regressions that learn from them.
struct LateStream {
    /// When payments come after their clicks.
    enum Delay: String, CaseIterable, CustomStringConvertible {
        case exponential, logNormal
        /// Of the fit to Criteo's click-to-pay delays: within the hour, within the day, or later.
        case criteo

        var description: String { rawValue }

        /// Hours.
        func draw(_ stream: inout RandomStream) -> Double {
            let uniform = stream.openUniform()
            switch self {
            case .exponential: return 1.26 * Inverse.exponential(uniform)
            case .logNormal: return Inverse.logNormal(uniform, median: 2, sigma: 1.2)
            case .criteo:
                switch stream.uniform() {
                case ..<0.35: return 0.35 * Inverse.exponential(uniform)
                case ..<0.5: return 1 + 23 * uniform
                default: return 24 + 216 * Inverse.exponential(uniform)
                }
            }
        }

        /// Hours after a click in which a payment counts.
        var window: Double { self == .criteo ? 360 : 24 }

        /// Hours.
        func drawWithinWindow(_ stream: inout RandomStream) -> Double {
            while true {
                let delay = draw(&stream)
                if delay <= window { return delay }
            }
        }

        /// The share of payments that come after a wait of so many hours.
        func lateShare(wait: Double) -> Double {
            var stream = RandomKey(seed: 1).stream(Purpose(rawValue: 201), 0, 0, 0)
            let draws = 400_000
            return Double((0..<draws).count { _ in drawWithinWindow(&stream) > wait }) / Double(draws)
        }
    }

    static let hour = 3_600_000.0

    var delay: Delay
    /// Hours from a click until it is learned from.
    var wait = 0.25
    var clicksPerHour = 60.0
    var hours: Int
    var features = 1
    var learningRate = 0.1
    /// Of a click: its features, and the chance that it is paid.
    var draw: (_ stream: inout RandomStream, _ hour: Double) -> (row: [Float], chance: Double)

    func regression(
        _ treatment: LateLabelRegression.Treatment, known: (@Sendable ([Float]) -> LateLabelRegression.Lateness)? = nil
    ) -> LateLabelRegression {
        LateLabelRegression(
            features: features, treatment: treatment, wait: Int64(wait * Self.hour),
            window: Int64(delay.window * Self.hour),
            model: FollowTheRegularizedLeader(features: features, alpha: learningRate, beta: 1, l1: 0, l2: 0),
            known: known)
    }

    /// Runs the clicks of a seed past regressions, all of which hear the same.
    /// - Parameter each: called before each click with its features and its chance.
    func run(
        _ regressions: inout [LateLabelRegression], seed: UInt64,
        each: (_ hour: Double, _ row: [Float], _ chance: Double, [LateLabelRegression]) -> Void
    ) {
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 202), 0, 0, 0)
        var payments: [(time: Int64, click: LateLabelRegression.Click)] = []
        for number in 0..<Int(Double(hours) * clicksPerHour) {
            let hour = Double(number) / clicksPerHour
            let time = Int64(hour * Self.hour)
            while let next = payments.last, next.time <= time {
                payments.removeLast()
                for place in regressions.indices { regressions[place].addEvent(of: next.click, at: next.time) }
            }
            for place in regressions.indices { regressions[place].advance(to: time) }
            let (row, chance) = draw(&stream, hour)
            each(hour, row, chance, regressions)
            let click = LateLabelRegression.Click(user: 0, listing: UInt32(number), exposure: time)
            var event: Int64?
            if stream.bernoulli(chance) {
                let paid = time + Int64(delay.drawWithinWindow(&stream) * Self.hour)
                event = paid
                let place = payments.firstIndex { $0.time <= paid } ?? payments.count
                payments.insert((paid, click), at: place)
            }
            for place in regressions.indices {
                regressions[place].add(click, row.span, event: event)
            }
        }
    }
}
