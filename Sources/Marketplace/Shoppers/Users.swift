import Randomness
import Storage

/// Keeps what is lasting about each user: hidden traits, and what the platform has learned of the user's taste.
///
/// A user may also be a seller; that is recorded with the listings.
struct Users: ~Copyable {
    let count: Int
    let categories: Int
    /// Sessions per week.
    let sessionsPerWeek: Column<Float>
    /// Log-odds lost for each unit of relative price.
    let priceSensitivity: Column<Float>
    /// Divides the exit hazard.
    let patience: Column<Float>
    /// The user's own log-odds of a refund, in standard deviations.
    let refundProneness: Column<Float>
    /// As a seller: units sold, and those of them whose money went back.
    let unitsSold: Column<UInt32>
    let unitsRefunded: Column<UInt32>
    /// Cumulative interests in 255ths, `categories` a user. 1/255 is far finer than any draw can tell.
    private let interests: Column<UInt8>
    /// Sessions had so far.
    let sessions: Column<UInt32>
    /// 0 for control.
    let arm: Column<UInt8>
    /// The platform's profile: mean content of lately clicked listings, `Content.dimensions` a user.
    let profile: Column<Float>
    /// The platform's count of clicks by category, `categories` a user; halved when one is full.
    private let categoryClicks: Column<UInt8>

    init(settings: UserSettings, categoryShares: CategoryShares, key: RandomKey, loaded: [LoadedUser]?) {
        count = loaded?.count ?? Int(settings.count)
        let categories = categoryShares.weights.count
        self.categories = categories
        sessionsPerWeek = Column(repeating: 0, count: count)
        priceSensitivity = Column(repeating: 0, count: count)
        patience = Column(repeating: 1, count: count)
        refundProneness = Column(repeating: 0, count: count)
        unitsSold = Column(repeating: 0, count: count)
        unitsRefunded = Column(repeating: 0, count: count)
        interests = Column(repeating: 0, count: count * categories)
        sessions = Column(repeating: 0, count: count)
        arm = Column(repeating: 0, count: count)
        profile = Column(repeating: 0, count: count * Content.dimensions)
        categoryClicks = Column(repeating: 0, count: count * categories)
        let concentration = categoryShares.weights.map { $0 * settings.interestConcentration }
        var shares = [Double](repeating: 0, count: categories)
        for user in 0..<count {
            let own = loaded?[user]
            let traits = key.block(.userTraits, UInt32(user), 0, 0)
            sessionsPerWeek[user] = Float(
                own?.sessionsPerWeek ?? Users.drawnRate(settings, traits, key.block(.userTraits, UInt32(user), 1, 0)))
            priceSensitivity[user] = Float(
                own?.priceSensitivity
                    ?? Inverse.logNormal(
                        traits.openUniform(1), median: settings.priceSensitivity, sigma: settings.priceSensitivitySigma)
            )
            patience[user] = Float(
                Inverse.logNormal(traits.openUniform(2), median: 1, sigma: settings.patienceSigma))
            refundProneness[user] = Float(Inverse.normal(traits.openUniform(3)))
            if let weights = own?.interests {
                shares = weights
            } else {
                var stream = key.stream(.interests, UInt32(user), 0, 0)
                var span = shares.mutableSpan
                stream.dirichlet(concentration.span, into: &span)
            }
            setInterests(of: user, to: shares)
        }
    }

    /// Sessions per week of a drawn user.
    private static func drawnRate(_ settings: UserSettings, _ traits: Block, _ casual: Block) -> Double {
        if casual.uniform(0) < settings.casualShare { return settings.casualSessionsPerWeek }
        return min(
            settings.sessionsMaximum,
            Inverse.logNormal(traits.openUniform(0), median: settings.sessionsPerWeek, sigma: settings.sessionsSigma))
    }

    private func setInterests(of user: Int, to weights: [Double]) {
        let total = weights.reduce(0, +)
        var sum = 0.0
        for category in 0..<categories {
            sum += weights[category]
            interests[user * categories + category] = UInt8((sum / total * 255).rounded())
        }
        interests[user * categories + categories - 1] = 255
    }

    /// The category that a uniform number in [0, 1) picks among the user's interests.
    func interest(of user: UInt32, at uniform: Double) -> UInt8 {
        let threshold = UInt8(uniform * 255)
        let start = Int(user) * categories
        var category = 0
        while interests[start + category] <= threshold, category < categories - 1 { category += 1 }
        return UInt8(category)
    }

    /// The category of the largest interest, the first of several.
    func mainInterest(of user: Int) -> Int {
        let first = user * categories
        let shares = (0..<categories).map {
            Int(interests[first + $0]) - ($0 > 0 ? Int(interests[first + $0 - 1]) : 0)
        }
        return shares.indices.max { (shares[$0], $1) < (shares[$1], $0) } ?? 0
    }

    /// The platform learns from a click: the profile moves towards the content, the category's count grows.
    func learnClick(of user: UInt32, on content: UnsafePointer<Float>, in category: UInt8, memory: Float) {
        let first = Int(user) * Content.dimensions
        for dimension in 0..<Content.dimensions {
            profile[first + dimension] = memory * profile[first + dimension] + (1 - memory) * content[dimension]
        }
        let counts = Int(user) * categories
        categoryClicks[counts + Int(category)] += 1
        if categoryClicks[counts + Int(category)] == .max {
            for other in 0..<categories { categoryClicks[counts + other] /= 2 }
        }
    }

    /// Writes the platform's belief of what the user looks for: click shares with one click in hand for each category.
    func writeAffinity(of user: UInt32, into affinity: UnsafeMutablePointer<Float>) {
        let counts = categoryClicks.rows(Int(user) * categories..<(Int(user) + 1) * categories)
        var total: Float = 0
        for category in 0..<categories {
            affinity[category] = Float(counts[category]) + 1
            total += affinity[category]
        }
        for category in 0..<categories { affinity[category] /= total }
    }

    /// Clicks in a category, as the platform counts them.
    @inline(__always) func clicks(of user: UInt32, in category: UInt8) -> Int64 {
        Int64(categoryClicks[Int(user) * categories + Int(category)])
    }

    /// The category of most clicks, the first of several; nil without a click.
    func favourite(of user: UInt32) -> UInt8? {
        let counts = categoryClicks.rows(Int(user) * categories..<(Int(user) + 1) * categories)
        var favourite = 0
        for category in counts.indices where counts[category] > counts[favourite] { favourite = category }
        return counts[favourite] > 0 ? UInt8(favourite) : nil
    }

    /// Bytes per user that stay for the whole run.
    var bytes: Int {
        sessionsPerWeek.bytes + priceSensitivity.bytes + patience.bytes + refundProneness.bytes + unitsSold.bytes
            + unitsRefunded.bytes + interests.bytes
            + sessions.bytes + arm.bytes + profile.bytes + categoryClicks.bytes
    }
}
