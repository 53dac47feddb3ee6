import Marketplace

/// Says which file a kind of record goes to, and what stands in its columns; `docs/EventLog.md` describes each.
struct LogTable {
    /// Where a column's cells come from: the journal's fields mean different things in different records.
    enum Source: UInt8, BitwiseCopyable {
        case number, time, value, user, session, listing, detail, arm, slot
        /// `detail` as 0 or 1.
        case soldOut
        /// `detail` as the word of a `ListingEnd`.
        case reason

        /// What stands in such a column, in every format.
        var type: ColumnType {
            switch self {
            case .number, .time, .value: .int64
            case .user, .session, .listing, .detail: .uint32
            case .slot: .uint16
            case .arm: .uint8
            case .soldOut: .toggle
            case .reason: .word(ListingEnd.allCases.map(\.word))
            }
        }
    }

    struct Column {
        let name: String
        let source: Source

        init(_ name: String, _ source: Source) {
            self.name = name
            self.source = source
        }
    }

    /// Without its extension.
    let name: String
    let columns: [Column]

    /// The table of `users`: not made of records.
    static let users = [TableColumn("user", .uint32), TableColumn("arm", .uint8)]

    /// The table of `listings`, where they are split.
    static let listings = [TableColumn("listing", .uint32), TableColumn("arm", .uint8)]

    init(_ kind: JournalRecord.Kind) {
        let always = [Column("record", .number), Column("time_ms", .time)]
        let visit = always + [Column("user", .user), Column("session", .session), Column("arm", .arm)]
        let slot = visit + [Column("slot", .slot), Column("listing", .listing)]
        let order = slot + [Column("order", .detail)]
        let offer = slot + [Column("offer", .detail)]
        let listing = always + [Column("seller", .user), Column("listing", .listing)]
        let price = Column("price", .value)
        let amount = Column("amount", .value)
        (name, columns) =
            switch kind {
            case .sessionStart: ("session_start", visit)
            case .request:
                (
                    "request",
                    visit + [
                        Column("request", .slot), Column("inserted", .listing), Column("candidates", .detail),
                        Column("page_slots", .value),
                    ]
                )
            case .exposure: ("exposure", slot + [price, Column("sold_out", .soldOut)])
            case .click: ("click", slot + [price])
            case .like: ("like", slot + [price])
            case .cart: ("cart", slot + [price])
            case .checkout: ("checkout", order + [price])
            case .payment: ("payment", order + [amount])
            case .lapse: ("lapse", order + [price])
            case .refund: ("refund", order + [amount])
            case .delivery: ("delivery", order + [price])
            case .offer: ("offer", offer + [price])
            case .offerAccepted: ("offer_accepted", offer + [price])
            case .offerCountered: ("offer_countered", offer + [price])
            case .offerTaken: ("offer_taken", offer + [price])
            case .sessionEnd:
                (
                    "session_end",
                    visit + [Column("requests", .slot), Column("exposures", .detail), Column("duration_ms", .value)]
                )
            case .listingCreated:
                ("listing_created", listing + [Column("category", .slot), price, Column("units", .detail)])
            case .markdown: ("markdown", listing + [price])
            case .listingEnded:
                ("listing_ended", listing + [Column("reason", .reason), Column("unsold_units", .value)])
            case .refusal: ("refusal", visit + [Column("slot", .slot)])
            case .exploration:
                (
                    "exploration",
                    visit + [
                        Column("slot", .slot), Column("asked", .detail), Column("propensity_millionths", .value),
                        Column("horizon", .listing),
                    ]
                )
            case .insertion: ("insertion", visit + [Column("slot", .slot)])
            case .adExposure:
                ("ad_exposure", slot + [Column("campaign", .detail), Column("price_millionths", .value)])
            case .adCharge: ("ad_charge", slot + [Column("campaign", .detail), Column("paid_millionths", .value)])
            case .adOrder: ("ad_order", order + [amount])
            }
    }
}
