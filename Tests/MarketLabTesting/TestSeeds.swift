/// The seeds that tests run with: fixed, so that a test gives the same answer every time.
///
/// Every statistical check states how often it would fail with a fresh seed. `MARKETLAB_SEEDS=200 swift test` runs more
/// of them, which is how those rates were checked.
package enum TestSeeds {
    package static let all: [UInt64] = Array(0..<(TestOptions.seeds ?? 1))
    package static let two: [UInt64] = Array(0..<(TestOptions.seeds ?? 2))
    /// For runs that are kept whole: however many seeds are asked for, memory has its bounds.
    package static let few: [UInt64] = Array(all.prefix(4))
}
