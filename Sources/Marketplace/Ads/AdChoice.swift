/// The listing that a campaign brings to a page.
struct AdChoice {
    let listing: UInt32
    /// How well its content matches the user's profile.
    let match: Float
    /// The place of its category among the page's.
    let category: Int
}
