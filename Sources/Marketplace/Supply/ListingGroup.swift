/// A group of listings that metrics can be counted over, as the journal alone tells it.
public enum ListingGroup: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// Those that came into the market less than three days before. The stock at the opening counts as older, whatever its age.
    case young
    /// Those that came with more than five units.
    case deep

    /// Milliseconds for which a listing is young.
    public static let youngLength: Int64 = 3 * 86_400_000
    /// Units from which on a listing is deep.
    public static let deepUnits: UInt32 = 6
}
