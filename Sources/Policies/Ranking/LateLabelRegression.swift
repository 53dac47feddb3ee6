import Foundation
import PolicyKit

/// Learns the chance that a click is followed by an event which becomes known late, such as a payment.
///
/// A click is an example when it has waited for a while, with the label that is known by then; an event that comes later may bring a second
/// example of the same click. What is done about the clicks that were taken for failures too early is the treatment.
///
/// Yang et al., "Capturing delayed feedback in conversion rate prediction via elapsed-time sampling" (ES-DFM), AAAI 2021. With p the chance
/// of the event and s the share of events that come after the wait, the regression ends at p (1 - s) where late events are dropped, at
/// p / (1 + p s) where they are learned as further examples, and at p where all examples are weighted by importance (equations 10 to 15).
package struct LateLabelRegression {
    /// What is done about events that come after the wait.
    package enum Treatment: String, CaseIterable, Sendable {
        /// Nothing: the click stays a failure.
        case wait
        /// The click is learned from again, as a success.
        case duplicate
        /// The same, and each example is weighted by how likely it is in truth over how likely it is to come up.
        case importanceWeighted = "importance-weighted"
        /// A click is learned from once, with its final label: what no platform has, and the most that a treatment can reach.
        case oracle
    }

    /// A click, by what its event is recognised by.
    package struct Click: Hashable, Sendable {
        let user: UInt32
        let listing: UInt32
        /// Milliseconds of the exposure.
        let exposure: Int64

        package init(user: UInt32, listing: UInt32, exposure: Int64) {
            (self.user, self.listing, self.exposure) = (user, listing, exposure)
        }
    }

    /// Of examples with some features: the chance that the event comes after the wait, and the chance that what had no event within the
    /// wait never has one.
    package typealias Lateness = (lateEvent: Double, noEvent: Double)

    private struct Pending {
        let click: Click
        /// Milliseconds; later than all for none.
        var event: Int64
    }

    private static let never = Int64.max
    /// Log odds of 98 %, by which events are taken to come in time, or never, before a window has closed.
    private static let nearlySure = 4.0

    private let width: Int
    private let treatment: Treatment
    /// Milliseconds.
    private let wait: Int64
    /// Milliseconds after a click in which its event counts.
    private let window: Int64
    private var model: FollowTheRegularizedLeader
    private var lateEvents: FollowTheRegularizedLeader
    private var nonEvents: FollowTheRegularizedLeader
    /// Stands for the two regressions where lateness is known.
    private let known: (@Sendable ([Float]) -> Lateness)?

    /// In the order of clicks.
    private var pending: [Pending] = []
    /// `width` numbers a click.
    private var rows: [Float] = []
    private var first = 0
    /// Of the clicks that have not waited long enough, the first.
    private var firstUnlabelled = 0
    /// Places of what is pending among all clicks that ever were.
    private var places: [Click: Int] = [:]
    private var dropped = 0
    /// Events that were heard of before their clicks.
    private var early: [Click: Int64] = [:]

    /// - Parameters:
    ///   - features: numbers of an example.
    ///   - wait: milliseconds.
    ///   - window: milliseconds after a click in which its event counts, at least `wait`.
    ///   - model: what each regression starts as.
    ///   - known: how late labels are, for whoever knows; nil where that is learned from clicks whose window has closed.
    package init(
        features: Int, treatment: Treatment, wait: Int64, window: Int64, model: FollowTheRegularizedLeader,
        known: (@Sendable ([Float]) -> Lateness)? = nil
    ) {
        width = features
        self.treatment = treatment
        self.wait = wait
        self.window = max(wait, window)
        self.model = model
        (lateEvents, nonEvents) = (model, model)
        self.known = known
    }

    /// The weights of the regression now.
    package var weights: [Float] { model.weights }

    /// What the regression says of an example now.
    package func chance(_ features: borrowing Span<Float>) -> Double { model.chance(features) }

    /// Takes in a click, which counts when it has waited.
    /// - Parameter event: milliseconds of its event, which an oracle alone looks at.
    package mutating func add(_ click: Click, _ features: borrowing Span<Float>, event: Int64? = nil) {
        places[click] = dropped + pending.count
        let heard = early.removeValue(forKey: click)
        pending.append(Pending(click: click, event: (treatment == .oracle ? event : nil) ?? heard ?? Self.never))
        for feature in 0..<width { rows.append(features[feature]) }
    }

    /// Takes in that a click's event has happened.
    /// - Parameter time: milliseconds, no earlier than what `advance` was told of.
    package mutating func addEvent(of click: Click, at time: Int64) {
        advance(to: time)
        guard time <= click.exposure + window else { return }
        guard let place = places[click] else {
            early[click] = time
            return
        }
        let index = place - dropped
        guard pending[index].event == Self.never else { return }
        pending[index].event = time
        if index < firstUnlabelled { learnLateEvent(row(index)) }
    }

    /// Learns from a click again, whose event came after the wait.
    private mutating func learnLateEvent(_ row: [Float]) {
        switch treatment {
        case .wait, .oracle: return
        case .duplicate: model.learn(row.span, success: true)
        case .importanceWeighted: model.learn(row.span, success: true, weight: 1 + lateness(row).lateEvent)
        }
    }

    private func row(_ index: Int) -> [Float] { Array(rows[index * width..<(index + 1) * width]) }

    /// Learns from the clicks that have waited long enough.
    /// - Parameter time: milliseconds, no earlier than before.
    package mutating func advance(to time: Int64) {
        while true {
            let label = firstUnlabelled < pending.count ? pending[firstUnlabelled].click.exposure + wait : Self.never
            let close = first < firstUnlabelled ? pending[first].click.exposure + window : Self.never
            guard min(label, close) <= time else { break }
            if label <= close { learnFirstUnlabelled() } else { forgetFirst() }
        }
        if first > 4_096, 2 * first > pending.count { compact() }
    }

    private mutating func learnFirstUnlabelled() {
        let (one, row) = (pending[firstUnlabelled], row(firstUnlabelled))
        firstUnlabelled += 1
        let isSuccess = one.event <= one.click.exposure + (treatment == .oracle ? window : wait)
        var weight = 1.0
        if treatment == .importanceWeighted {
            let lateness = lateness(row)
            weight = (1 + lateness.lateEvent) * (isSuccess ? 1 : lateness.noEvent)
        }
        model.learn(row.span, success: isSuccess, weight: weight)
        // Where clicks are heard of later than they have to wait, what came after the wait may be known already.
        if !isSuccess, one.event != Self.never { learnLateEvent(row) }
    }

    /// The click's window has closed: its label is final, and lateness is learned from it.
    private mutating func forgetFirst() {
        let one = pending[first]
        if treatment == .importanceWeighted, known == nil {
            let row = row(first)
            let isLate = one.event != Self.never && one.event > one.click.exposure + wait
            lateEvents.learn(row.span, success: isLate, beyond: -Self.nearlySure)
            if isLate || one.event == Self.never {
                nonEvents.learn(row.span, success: !isLate, beyond: Self.nearlySure)
            }
        }
        places.removeValue(forKey: one.click)
        first += 1
    }

    private func lateness(_ row: [Float]) -> Lateness {
        known.map { $0(row) }
            ?? (
                lateEvents.chance(row.span, beyond: -Self.nearlySure),
                nonEvents.chance(row.span, beyond: Self.nearlySure)
            )
    }

    private mutating func compact() {
        pending.removeFirst(first)
        rows.removeFirst(first * width)
        dropped += first
        firstUnlabelled -= first
        first = 0
    }

    // MARK: - State

    /// The state as bytes: the regressions, then what is pending.
    package func save() -> [UInt8] {
        let waiting = pending[first...].enumerated().flatMap { place, one -> [Double] in
            let start = (first + place) * width
            return Self.numbers(of: one.click, one.event) + rows[start..<start + width].map(Double.init)
        }
        // In an order that no hashing decides.
        let unheard = early.sorted {
            ($0.key.exposure, $0.key.user, $0.key.listing) < ($1.key.exposure, $1.key.user, $1.key.listing)
        }
        let counts = [Double(pending.count - first), Double(firstUnlabelled - first), Double(unheard.count)]
        return model.save() + lateEvents.save() + nonEvents.save()
            + StateBytes.encode(counts + waiting + unheard.flatMap { Self.numbers(of: $0.key, $0.value) })
    }

    private static func numbers(of click: Click, _ event: Int64) -> [Double] {
        [
            Double(click.user), Double(click.listing), Double(click.exposure),
            event == never ? -1 : Double(event),
        ]
    }

    private static func click(_ numbers: ArraySlice<Double>) -> (Click, Int64)? {
        let start = numbers.startIndex
        guard let user = UInt32(exactly: numbers[start]), let listing = UInt32(exactly: numbers[start + 1]),
            let exposure = Int64(exactly: numbers[start + 2]), let event = Int64(exactly: numbers[start + 3])
        else { return nil }
        return (Click(user: user, listing: listing, exposure: exposure), event < 0 ? never : event)
    }

    /// Takes up a saved state; false, and nothing changes, when it is none of such a regression.
    package mutating func load(_ state: [UInt8]) -> Bool {
        let sizes = Array(repeating: model.stateSize, count: 3)
        let rest = state.count - 3 * model.stateSize
        guard rest >= 24, let parts = StateBytes.parts(state, sizes + [rest]),
            let numbers = StateBytes.decode(parts[3], count: rest / 8),
            let waiting = Int(exactly: numbers[0]), let unlabelled = Int(exactly: numbers[1]),
            let unheard = Int(exactly: numbers[2]), waiting >= 0, unheard >= 0, (0...waiting).contains(unlabelled),
            waiting <= rest, unheard <= rest, numbers.count == 3 + waiting * (4 + width) + unheard * 4
        else { return false }
        var loaded = self
        (loaded.pending, loaded.rows, loaded.places, loaded.early) = ([], [], [:], [:])
        (loaded.first, loaded.firstUnlabelled, loaded.dropped) = (0, unlabelled, 0)
        for place in 0..<waiting {
            let start = 3 + place * (4 + width)
            guard let (click, event) = Self.click(numbers[start..<start + 4]) else { return false }
            loaded.places[click] = place
            loaded.pending.append(Pending(click: click, event: event))
            loaded.rows += numbers[start + 4..<start + 4 + width].map(Float.init)
        }
        for place in 0..<unheard {
            let start = 3 + waiting * (4 + width) + place * 4
            guard let (click, event) = Self.click(numbers[start..<start + 4]) else { return false }
            loaded.early[click] = event
        }
        guard loaded.model.load(parts[0]), loaded.lateEvents.load(parts[1]), loaded.nonEvents.load(parts[2]) else {
            return false
        }
        self = loaded
        return true
    }
}
