import PolicyKit

/// Remembers the content that each user clicked lately, and finds what a user likes in one category beyond what the user likes in all.
///
/// Content is taken as its distance from the mean of what was shown of its category, so that what a category is about is not taken for a
/// taste.
struct ClickMemory {
    /// Numbers of a content vector that it reads, as many as the market's have.
    static let dimensions = 16
    /// Clicks in a category for which half of what they say is believed.
    private static let shrinkage: Float = 5
    /// Numbers of one click: category and content.
    private static let width = 1 + dimensions

    private let capacity: Int
    /// By user, the oldest click first, `width` numbers a click.
    private var clicks: [[Float]] = []
    /// Exposures by category, and the mean content of those.
    private var exposures = [Float](repeating: 0, count: Categories.most)
    private var means = [Float](repeating: 0, count: Categories.most * dimensions)

    /// - Parameter capacity: clicks a user.
    init(capacity: Int) { self.capacity = capacity }

    /// What a user likes in each category beyond what the user likes in all, `dimensions` numbers a category, and how much of it the
    /// category's mean content has.
    func deviations(of user: Int) -> (vectors: [Float], offsets: [Float]) {
        var vectors = [Float](repeating: 0, count: Categories.most * Self.dimensions)
        var offsets = [Float](repeating: 0, count: Categories.most)
        guard user < clicks.count, !clicks[user].isEmpty else { return (vectors, offsets) }
        var counts = [Float](repeating: 0, count: Categories.most)
        var mean = [Float](repeating: 0, count: Self.dimensions)
        let own = clicks[user]
        for start in stride(from: 0, to: own.count, by: Self.width) {
            let category = Categories.place(own[start])
            counts[category] += 1
            for dimension in 0..<Self.dimensions {
                let place = category * Self.dimensions + dimension
                let distance = own[start + 1 + dimension] - means[place]
                vectors[place] += distance
                mean[dimension] += distance
            }
        }
        let share = Float(Self.width) / Float(own.count)
        for category in 0..<Categories.most where counts[category] > 0 {
            for dimension in 0..<Self.dimensions {
                let place = category * Self.dimensions + dimension
                vectors[place] =
                    (vectors[place] - counts[category] * mean[dimension] * share)
                    / (counts[category] + Self.shrinkage)
                offsets[category] += vectors[place] * means[place]
            }
        }
        return (vectors, offsets)
    }

    /// Takes in an exposure.
    /// - Parameter first: where category and content stand in `row`.
    mutating func learn(_ row: borrowing Span<Float>, from first: Int, by user: Int, isClicked: Bool) {
        let category = Categories.place(row[first])
        exposures[category] += 1
        for dimension in 0..<Self.dimensions {
            let place = category * Self.dimensions + dimension
            means[place] += (row[first + 1 + dimension] - means[place]) / exposures[category]
        }
        guard isClicked else { return }
        if user >= clicks.count { clicks += Array(repeating: [], count: user + 1 - clicks.count) }
        if clicks[user].count == capacity * Self.width { clicks[user].removeFirst(Self.width) }
        for number in 0..<Self.width { clicks[user].append(row[first + number]) }
    }

    /// Exposures and mean content of all categories; then of each user the number of clicks and those, the oldest first.
    func save() -> [UInt8] {
        let users = clicks.flatMap { [Float($0.count / Self.width)] + $0 }
        return StateBytes.encode((exposures + means + users).map(Double.init))
    }

    /// Takes up a saved state; false, and nothing changes, when it is none.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let numbers = StateBytes.decode(state, count: state.count / 8)?.map(Float.init),
            numbers.count >= exposures.count + means.count
        else { return false }
        var next = exposures.count + means.count
        var users: [[Float]] = []
        while next < numbers.count {
            guard let count = Int(exactly: numbers[next]), 0...capacity ~= count,
                next + count * Self.width < numbers.count
            else { return false }
            users.append(Array(numbers[next + 1..<next + 1 + count * Self.width]))
            next += 1 + count * Self.width
        }
        (exposures, means) = (
            Array(numbers[..<exposures.count]), Array(numbers[exposures.count...].prefix(means.count))
        )
        clicks = users
        return true
    }
}
