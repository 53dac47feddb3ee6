/// What a campaign advertises.
enum AdShelf: Hashable {
    /// What a seller has in a category, now and later.
    case seller(UInt32, category: UInt8)
    /// These listings, whoever sells them and in whichever category.
    case named([UInt32])
    /// Nothing: no seller was left for it.
    case empty
}
