import PolicyKit

/// Expects of a listing what listings with its semantic code have shown, and of a code that was seldom seen what those with its first
/// word have shown.
struct CodeExpectation: ListingExpectation {
    /// Content, and the code.
    static let width = ContentPrior.dimensions + 1

    private static let noCode: Float = -1

    private var codebook: ContentCodebook
    /// Of all listings, of each first word, and of each code.
    private var clicks = [Float](repeating: 0, count: 1 + ContentCodebook.words + ContentCodebook.codes)
    private var impressions = [Float](repeating: 0, count: 1 + ContentCodebook.words + ContentCodebook.codes)
    /// How alike codes of one first word are, and first words at all.
    private var (words, codes) = (ListingBelief(), ListingBelief())
    /// By listing: its code, or -1 where that was not looked up yet. A listing's content does not change.
    private var known: [Int16] = []

    init(seed: UInt64) { codebook = ContentCodebook(seed: seed) }

    mutating func write(
        _ batch: borrowing RankingBatch, into columns: inout MutableSpan<Float>, rate place: Int, from first: Int
    ) {
        let count = batch.count
        for dimension in 0..<ContentPrior.dimensions {
            let column = (first + dimension) * count
            guard dimension < batch.dimensions else {
                for index in 0..<count { columns[column + index] = 0 }
                continue
            }
            let content = batch.content(dimension)
            for index in 0..<count { columns[column + index] = content[index] }
        }
        let listings = batch.listings
        for index in 0..<count {
            let code = codebook.isReady ? code(of: Int(listings[index]), columns, first * count + index, count) : nil
            columns[(first + ContentPrior.dimensions) * count + index] = code.map { Float($0) } ?? Self.noCode
            columns[place * count + index] = rates(code).ofCode
        }
    }

    private mutating func code(
        of listing: Int, _ columns: borrowing MutableSpan<Float>, _ start: Int, _ stride: Int
    ) -> Int {
        if listing >= known.count { known += Array(repeating: -1, count: listing + 1 - known.count) }
        if known[listing] < 0 {
            let content = (0..<ContentPrior.dimensions).map { columns[start + $0 * stride] }
            known[listing] = Int16(codebook.code(of: content))
        }
        return Int(known[listing])
    }

    /// What is expected of all listings, of those with the code's first word, and of those with the code.
    private func rates(_ code: Int?) -> (ofAll: Float, ofWord: Float, ofCode: Float) {
        let all = (clicks[0] + 1) / (impressions[0] + 1 / ClickFeature.typicalRate)
        guard let code else { return (all, all, all) }
        let (word, pair) = (1 + code / ContentCodebook.words, 1 + ContentCodebook.words + code)
        let ofWord = words.rate(expected: all, clicks: clicks[word], impressions: impressions[word])
        return (all, ofWord, codes.rate(expected: ofWord, clicks: clicks[pair], impressions: impressions[pair]))
    }

    mutating func learn(_ row: borrowing Span<Float>, from first: Int, success: Bool) {
        if codebook.note(row, from: first) { known = [] }
        let code = row[first + ContentPrior.dimensions]
        count(at: 0, success)
        guard code >= 0, Int(code) < ContentCodebook.codes else { return }
        let rates = rates(Int(code))
        let (word, pair) = (1 + Int(code) / ContentCodebook.words, 1 + ContentCodebook.words + Int(code))
        words.learn(exposure(rates.ofAll, at: word, success))
        codes.learn(exposure(rates.ofWord, at: pair, success))
        count(at: word, success)
        count(at: pair, success)
    }

    mutating func settle() {
        words.settle()
        codes.settle()
    }

    private func exposure(_ expected: Float, at place: Int, _ success: Bool) -> ListingBelief.Exposure {
        ListingBelief.Exposure(
            expected: Double(expected), clicks: Double(clicks[place]), impressions: Double(impressions[place]),
            isClicked: success)
    }

    private mutating func count(at place: Int, _ success: Bool) {
        impressions[place] += 1
        clicks[place] += success ? 1 : 0
    }

    func save() -> [UInt8] {
        codebook.save() + StateBytes.encode((clicks + impressions).map(Double.init)) + words.save() + codes.save()
    }

    var stateSize: Int { codebook.stateSize + 16 * clicks.count + words.stateSize + codes.stateSize }

    mutating func load(_ state: [UInt8]) -> Bool {
        let sizes = [codebook.stateSize, 16 * clicks.count, words.stateSize, codes.stateSize]
        guard let parts = StateBytes.parts(state, sizes), codebook.load(parts[0]),
            let counts = StateBytes.decode(parts[1], count: 2 * clicks.count), words.load(parts[2]),
            codes.load(parts[3])
        else { return false }
        let numbers = counts.map(Float.init)
        (clicks, impressions) = (Array(numbers.prefix(clicks.count)), Array(numbers.suffix(clicks.count)))
        known = []
        return true
    }
}
