import Foundation
import Marketplace

/// Times the steps that offers and orders take, arm by arm: an offer's answer, payment, delivery, refund.
final class OrderLife: JournalConsumer {
    /// A step from one record to the next.
    enum Step: Int, CaseIterable {
        case answer, payment, delivery, refund
    }

    private let experimentStart: Int64
    private let arm: @Sendable (JournalRecord) -> UInt8
    /// Milliseconds of each order's latest record and of each offer; negative for those from before the experiment.
    private var orders: [Int64] = []
    private var offers: [Int64] = []
    /// One list of steps an arm.
    private(set) var arms: [[DelayHistogram]]

    init(arms: Int, experimentStart: Int64, arm: @escaping @Sendable (JournalRecord) -> UInt8) {
        self.arms = Array(repeating: Array(repeating: DelayHistogram(), count: Step.allCases.count), count: arms)
        self.experimentStart = experimentStart
        self.arm = arm
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            switch record.kind {
            case .offer: offers.append(start(record))
            case .offerAccepted, .offerCountered: take(.answer, since: offers[Int(record[.offer])], record)
            case .checkout: orders.append(start(record))
            case .payment: advance(.payment, record)
            case .delivery: advance(.delivery, record)
            case .refund: advance(.refund, record)
            default: break
            }
        }
    }

    private func advance(_ step: Step, _ record: JournalRecord) {
        let order = Int(record[.order])
        orders[order] = take(step, since: orders[order], record)
    }

    private func start(_ record: JournalRecord) -> Int64 { record.time < experimentStart ? -1 : record.time }

    /// Notes the step and returns when the next one begins.
    @discardableResult private func take(_ step: Step, since start: Int64, _ record: JournalRecord) -> Int64 {
        guard start >= 0 else { return start }
        arms[Int(arm(record))][step.rawValue].add(record.time - start)
        return record.time
    }
}

/// Counts delays in classes that grow by a twelfth of a doubling each, so that a median is right to some per cent.
struct DelayHistogram: Sendable, Equatable, Codable {
    private static let classesPerDoubling = 12.0
    private(set) var counts: [Int] = []

    /// Takes in a delay in milliseconds.
    mutating func add(_ delay: Int64) {
        let place = Int(log2(Double(max(1, delay))) * DelayHistogram.classesPerDoubling)
        while counts.count <= place { counts.append(0) }
        counts[place] += 1
    }

    var count: Int { counts.reduce(0, +) }

    /// Milliseconds; nil when there were no delays.
    var median: Double? {
        let half = Double(count) / 2
        guard half > 0 else { return nil }
        var below = 0.0
        for (place, inClass) in counts.enumerated() {
            if below + Double(inClass) >= half {
                let within = (half - below) / Double(inClass)
                return exp2((Double(place) + within) / DelayHistogram.classesPerDoubling)
            }
            below += Double(inClass)
        }
        return nil
    }

    static func + (a: DelayHistogram, b: DelayHistogram) -> DelayHistogram {
        var sum = a.counts.count >= b.counts.count ? a : b
        let other = a.counts.count >= b.counts.count ? b : a
        for (place, inClass) in other.counts.enumerated() { sum.counts[place] += inClass }
        return sum
    }
}
