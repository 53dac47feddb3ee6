/// Numbers the categories of listings, as many as a market can have.
enum Categories {
    static let most = 64

    /// The place of a category that came as one of a candidate's or a row's numbers, from 0 to below `most`.
    @inline(__always) static func place(_ number: Float) -> Int { max(0, min(Int(number), most - 1)) }
}
