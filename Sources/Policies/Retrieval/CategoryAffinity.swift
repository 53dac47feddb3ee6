public import PolicyKit
import Randomness

/// Retrieves from each category in proportion to what the user has clicked, and some from everywhere.
///
/// Within a category the listings come in an order that is random for each session and the same throughout it. The
/// cost depends on the candidates wanted and the number of categories, not on the number of listings.
public final class CategoryAffinity: RetrievalPolicy {
    public static let name = "category-affinity"
    public static let summary = "From each category in proportion to the user's clicks, some from everywhere."
    public static let parameters = [
        Parameter(
            "exploration", "Share of candidates taken from all categories alike.", unit: .share, default: 0.2,
            range: 0...1)
    ]

    private let exploration: Float

    public init(parameters: ParameterValues, seed: UInt64) {
        exploration = Float(parameters.number("exploration"))
    }

    public func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers) {
        let affinity = batch.categoryAffinity
        let even = exploration / Float(batch.categoryCount)
        var count = 0
        for category in 0..<batch.categoryCount {
            let share = (1 - exploration) * affinity[category] + even
            let quota = min(Int(share * Float(batch.wanted)), answers.candidates.count - count)
            count += take(quota, from: category, skipping: 0, batch, into: &answers.candidates, at: count)
        }
        // What rounding and thin categories left over is filled from category to category.
        var category = Int(truncatingIfNeeded: batch.random % UInt64(batch.categoryCount))
        for _ in 0..<batch.categoryCount where count < batch.wanted {
            let share = (1 - exploration) * affinity[category] + even
            let taken = min(Int(share * Float(batch.wanted)), batch.liveListings(in: category).count)
            count += take(
                batch.wanted - count, from: category, skipping: taken, batch, into: &answers.candidates, at: count)
            category = category + 1 == batch.categoryCount ? 0 : category + 1
        }
        answers.count = count
    }

    /// Writes up to `quota` listings of the category after the first `skipped` of the session's order.
    private func take(
        _ quota: Int, from category: Int, skipping skipped: Int, _ batch: borrowing RetrievalBatch,
        into candidates: inout MutableSpan<UInt32>, at start: Int
    ) -> Int {
        let live = batch.liveListings(in: category)
        let taken = min(quota, live.count - skipped)
        guard taken > 0 else { return 0 }
        var walk = Walk(over: live.count, random: StableHash.mix(batch.random, UInt64(category)), skipping: skipped)
        walk.collect(taken, from: live, into: &candidates, at: start)
        return taken
    }
}

/// Walks over 0 ..< n in a random order that never repeats: steps of fixed length around a circle.
///
/// The length is drawn; where it has a divisor in common with n, a prime above any n is taken instead, modulo n.
struct Walk {
    private static let primes: [UInt64] = [
        4_294_967_311, 4_294_967_357, 4_294_967_371, 4_294_967_377, 4_294_967_387, 4_294_967_389, 4_294_967_459,
        4_294_967_477,
    ]
    private let count: Int
    private let step: Int
    private var place: Int

    init(over count: Int, random: UInt64, skipping skipped: Int) {
        self.count = count
        let drawn = UInt32(random >> 40) % UInt32(count)
        if count > 2, Walk.isCoprime(drawn, UInt32(count)) {
            step = Int(drawn)
        } else {
            step = Int(Walk.primes[Int(random & 7)] % UInt64(count))
        }
        let start = (random >> 3) % UInt64(count)
        place = Int(skipped == 0 ? start : (start + UInt64(skipped) * UInt64(step)) % UInt64(count))
    }

    /// Writes what stands at the next `wanted` places of `all`, which has as many as the walk is over, to `start` and on.
    mutating func collect(
        _ wanted: Int, from all: Span<UInt32>, into chosen: inout MutableSpan<UInt32>, at start: Int
    ) {
        precondition(all.count == count && start >= 0 && wanted >= 0 && start + wanted <= chosen.count)
        // Two walkers, each two steps ahead of its last place, so that neither waits for the other.
        var next = advanced(place, by: step)
        let stride = advanced(step, by: step)
        unsafe all.withUnsafeBufferPointer { all in
            unsafe chosen.withUnsafeMutableBufferPointer { chosen in
                var index = start
                let end = start &+ wanted
                while index &+ 1 < end {
                    unsafe chosen[index] = all[place]
                    unsafe chosen[index &+ 1] = all[next]
                    place = advanced(place, by: stride)
                    next = advanced(next, by: stride)
                    index &+= 2
                }
                if index < end {
                    unsafe chosen[index] = all[place]
                    place = next
                }
            }
        }
    }

    /// The place `steps` on from `place`, both below the count.
    @inline(__always) private func advanced(_ place: Int, by steps: Int) -> Int {
        let sum = place &+ steps
        return sum >= count ? sum &- count : sum
    }

    /// Stein's greatest common divisor, which needs no division.
    private static func isCoprime(_ a: UInt32, _ b: UInt32) -> Bool {
        if a == 0 || b == 0 { return a | b == 1 }
        if (a | b) & 1 == 0 { return false }
        var a = a >> UInt32(a.trailingZeroBitCount)
        var b = b >> UInt32(b.trailingZeroBitCount)
        while a != b {
            let difference = a > b ? a - b : b - a
            b = min(a, b)
            a = difference >> UInt32(difference.trailingZeroBitCount)
        }
        return a == 1
    }
}
