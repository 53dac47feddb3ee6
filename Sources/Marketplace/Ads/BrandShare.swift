/// Says which campaigns are a brand's, that is without a target.
struct BrandShare {
    private let share: Double

    init(_ share: Double) { self.share = share }

    /// Every so-manieth is, so that each category has its part.
    func holds(_ campaign: Int) -> Bool { Int(Double(campaign + 1) * share) > Int(Double(campaign) * share) }
}
