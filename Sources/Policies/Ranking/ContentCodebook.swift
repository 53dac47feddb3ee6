import Randomness

/// Gives each content vector a code of two words: the nearest of some centres, and the nearest of some centres of what is left.
///
/// Residual k-means (the quantisation behind semantic ids). Centres are found once, by k-means++ (Arthur, Vassilvitskii, 2007) and
/// Lloyd's steps on the first contents that it is shown, and stay.
struct ContentCodebook {
    static let words = 16
    /// Contents from which the centres are found.
    static let sampleSize = 1_000
    private static let steps = 10
    private static let dimensions = ContentPrior.dimensions
    /// Codes that there are.
    static var codes: Int { words * words }

    private let seed: UInt64
    private var sample: [Float] = []
    /// Two levels of `words` centres each; empty until enough was seen.
    private var centres: [Float] = []

    init(seed: UInt64) { self.seed = seed }

    var isReady: Bool { !centres.isEmpty }

    /// Takes a content into the sample. - Returns: whether the centres were found by it.
    mutating func note(_ row: borrowing Span<Float>, from first: Int) -> Bool {
        guard !isReady else { return false }
        for dimension in 0..<Self.dimensions { sample.append(row[first + dimension]) }
        guard sample.count == Self.sampleSize * Self.dimensions else { return false }
        let first = Self.centres(of: sample, seed: seed)
        var rest = sample
        for start in stride(from: 0, to: rest.count, by: Self.dimensions) {
            let word = Self.nearest(first, to: rest, at: start)
            for dimension in 0..<Self.dimensions {
                rest[start + dimension] -= first[word * Self.dimensions + dimension]
            }
        }
        centres = first + Self.centres(of: rest, seed: ~seed)
        sample = []
        return true
    }

    /// The code of a content, 0..<`codes`. - Precondition: it is ready.
    func code(of content: [Float]) -> Int {
        let level = Self.words * Self.dimensions
        let first = Self.nearest(Array(centres[..<level]), to: content, at: 0)
        var rest = content
        for dimension in 0..<Self.dimensions { rest[dimension] -= centres[first * Self.dimensions + dimension] }
        return first * Self.words + Self.nearest(Array(centres[level...]), to: rest, at: 0)
    }

    private static func distance(_ centres: [Float], _ word: Int, _ vectors: [Float], at start: Int) -> Float {
        var sum: Float = 0
        for dimension in 0..<dimensions {
            let difference = vectors[start + dimension] - centres[word * dimensions + dimension]
            sum += difference * difference
        }
        return sum
    }

    private static func nearest(_ centres: [Float], to vectors: [Float], at start: Int) -> Int {
        var (best, least) = (0, Float.infinity)
        for word in 0..<centres.count / dimensions {
            let distance = distance(centres, word, vectors, at: start)
            if distance < least { (best, least) = (word, distance) }
        }
        return best
    }

    private static func centres(of vectors: [Float], seed: UInt64) -> [Float] {
        let starts = stride(from: 0, to: vectors.count, by: dimensions)
        func vector(_ start: Int) -> ArraySlice<Float> { vectors[start..<start + dimensions] }
        var centres = Array(vector(Int(seed % UInt64(sampleSize)) * dimensions))
        for word in 1..<words {
            let distances = starts.map { start in
                distance(centres, nearest(centres, to: vectors, at: start), vectors, at: start)
            }
            var left = Float(StableHash.fraction(seed, UInt64(word))) * distances.reduce(0, +)
            let chosen = distances.firstIndex { distance in
                left -= distance
                return left < 0
            }
            centres += vector((chosen ?? word) * dimensions)
        }
        for _ in 0..<steps {
            var sums = [Float](repeating: 0, count: centres.count)
            var counts = [Float](repeating: 0, count: words)
            for start in starts {
                let word = nearest(centres, to: vectors, at: start)
                counts[word] += 1
                for dimension in 0..<dimensions { sums[word * dimensions + dimension] += vectors[start + dimension] }
            }
            for word in 0..<words where counts[word] > 0 {
                for place in word * dimensions..<(word + 1) * dimensions { centres[place] = sums[place] / counts[word] }
            }
        }
        return centres
    }

    // MARK: - State

    private static var stateCount: Int { 1 + max(sampleSize * dimensions, 2 * words * dimensions) }
    var stateSize: Int { 8 * Self.stateCount }

    func save() -> [UInt8] {
        var values = [isReady ? -1 : Double(sample.count)] + (isReady ? centres : sample).map(Double.init)
        values += Array(repeating: 0, count: Self.stateCount - values.count)
        return StateBytes.encode(values)
    }

    /// Takes up a saved state; false, and nothing changes, when it is none.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let values = StateBytes.decode(state, count: Self.stateCount) else { return false }
        guard let head = values.first, head == -1 || (0...Double(Self.sampleSize * Self.dimensions)).contains(head)
        else {
            return false
        }
        let count = head == -1 ? 2 * Self.words * Self.dimensions : Int(head)
        let numbers = values.dropFirst().prefix(count).map(Float.init)
        (centres, sample) = head == -1 ? (numbers, []) : ([], numbers)
        return true
    }
}
