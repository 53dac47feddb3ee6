import ArgumentParser

/// One of the parts that a run is cut into, so that each can run anywhere.
///
/// Worlds go round: of 3 shards the first has worlds 0, 3, 6 and so on of the plan's.
struct Shard: Equatable, CustomStringConvertible {
    /// From 1 to `count`.
    let number: Int
    let count: Int

    /// More than any run has worlds.
    private static let most = 10_000_000

    /// As `--shard` takes it: `3/16`.
    static func parsed(_ text: String) throws -> Shard {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1], 1...most ~= count,
            1...count ~= number
        else { throw ValidationError("expected a shard and how many there are, from 1/16 to 16/16") }
        return Shard(number: number, count: count)
    }

    /// The shard that a world belongs to.
    /// - Parameter index: of the world among the plan's, from 0.
    init(ofWorld index: Int, count: Int) {
        self.init(number: index % count + 1, count: count)
    }

    private init(number: Int, count: Int) {
        (self.number, self.count) = (number, count)
    }

    var description: String { "\(number)/\(count)" }
}
