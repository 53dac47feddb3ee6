/// What a slot of a page holds: something of a kind, by its number within the kind.
///
/// An item is 32 bits, the kind in the upper 3 and the number in the lower 29, so that pages, journal and feedback carry any
/// kind in the room of one number. A listing is kind 0: the bits of its item are its id.
@frozen public struct Item: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt32

    @inlinable @inline(__always) public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// - Parameter number: from 0, below `numbers`; of a listing its id.
    @inlinable @inline(__always) public init(_ kind: Kind, _ number: UInt32) {
        assert(number < Item.numbers, "an item's number has 29 bits")
        rawValue = UInt32(kind.rawValue) &<< 29 | number & (Item.numbers &- 1)
    }

    /// How many items of one kind there can be.
    public static var numbers: UInt32 { @inlinable @inline(__always) get { 1 << 29 } }

    /// Stands where there is no item.
    public static var none: Item { @inlinable @inline(__always) get { Item(rawValue: .max) } }

    @inlinable @inline(__always) public var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: rawValue &>> 29)) }

    /// The number within the kind, from 0.
    @inlinable @inline(__always) public var number: UInt32 { rawValue & (Item.numbers &- 1) }

    /// What sort of thing an item is. There is room for seven kinds and `none`; the numbers are part of pages, journals and
    /// policies' feedback: never renumber.
    @frozen public struct Kind: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
        /// From 0 to 7.
        public let rawValue: UInt8

        @inlinable @inline(__always) public init(rawValue: UInt8) { self.rawValue = rawValue & 7 }

        /// A listing, which an ad may show, too: what pages hold today.
        public static var listing: Kind { @inlinable @inline(__always) get { Kind(rawValue: 0) } }
        /// An ad that shows something else than a listing.
        public static var ad: Kind { @inlinable @inline(__always) get { Kind(rawValue: 1) } }
        /// A text or picture that users look at and that is not for sale.
        public static var post: Kind { @inlinable @inline(__always) get { Kind(rawValue: 2) } }
        /// A moving picture.
        public static var video: Kind { @inlinable @inline(__always) get { Kind(rawValue: 3) } }
        /// A query, a category or a shop that the user may go to.
        public static var suggestion: Kind { @inlinable @inline(__always) get { Kind(rawValue: 4) } }
        /// No item.
        public static var none: Kind { @inlinable @inline(__always) get { Kind(rawValue: 7) } }

        /// The kinds and their numbers, in words.
        static let legend = "0 listing, 1 ad, 2 post, 3 video, 4 suggestion"
    }
}

extension SlotColumn {
    /// A column of items.
    static func items(_ what: String) -> SlotColumn {
        SlotColumn(
            "items", .uint32, .index,
            "\(what): the kind in the upper 3 bits (\(Item.Kind.legend)), its number in the others.")
    }
}
