import Marketplace
import PolicyKit
import Testing

struct FeedbackQueueTests {
    /// Through many thousands of exposures, so that the queue tidies itself up on the way.
    @Test(arguments: [Int64(0), 50, 900_000])
    func everyExposureIsHeardOfOnceInOrderWhenItIsDue(delay: Int64) {
        let queue = FeedbackQueue(width: 3, delay: delay)
        let listener = Counter(parameters: ParameterValues([]), seed: 0)
        var wrong = 0
        for number in 0..<60_000 {
            let row: [Float] = [Float(number), Float(number) + 0.25, -1]
            queue.add(Item(.listing, UInt32(number)), .click, row: row, at: Int64(10 * number))
            if number % 7 == 0 {
                let now = Int64(10 * number) + 4
                queue.deliver(now: now) { listener.learn(from: $0) }
                // Exposures stand 10 ms apart, the first at 0.
                let due = now - delay < 0 ? 0 : Int((now - delay) / 10) + 1
                if listener.heard.count != due { wrong += 1 }
            }
        }
        queue.deliver(now: 1 << 40) { listener.learn(from: $0) }
        #expect(wrong == 0)
        #expect(listener.heard == Array(0..<60_000))
        #expect(listener.faults == 0)
    }

    @Test func nothingDueIsNothingSaid() {
        let queue = FeedbackQueue(width: 3, delay: 100)
        let listener = Counter(parameters: ParameterValues([]), seed: 0)
        queue.add(Item(.listing, 1), .like, row: [1, 1.25, -1], at: 0)
        queue.deliver(now: 99) { listener.learn(from: $0) }
        #expect(listener.calls == 0)
        queue.deliver(now: 100) { listener.learn(from: $0) }
        queue.deliver(now: 101) { listener.learn(from: $0) }
        #expect(listener.calls == 1)
    }
}

private final class Counter: RankingPolicy {
    static let name = "counter"
    static let summary = "Counts."
    let signals: SignalSet = []
    var rememberedCount: Int { 3 }
    private(set) var heard: [Int] = []
    private(set) var faults = 0
    private(set) var calls = 0

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {}

    func learn(from batch: borrowing FeedbackBatch) {
        calls += 1
        for index in 0..<batch.count {
            let listing = batch.items[index].number
            let row = batch.remembered(index)
            if row[0] != Float(listing) || row[1] != Float(listing) + 0.25 || row[2] != -1 { faults += 1 }
            heard.append(Int(listing))
        }
    }
}
